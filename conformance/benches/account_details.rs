//! How long it takes to find one user's policies in the details of an account: the whole file is read, four policies are parsed.
//!
//! The sizes double from row to row, so times must double too. Run with `cargo bench -p verdict-conformance --bench account_details`.

#[path = "../tests/cli/large_account.rs"]
mod large_account;

use std::rc::Rc;

use divan::{Bencher, black_box, counter::BytesCount};
use large_account::large_account;
use verdict_conformance::account::read_account;
use verdict_evaluator::json;
use verdict_evaluator::principal::Principal;

fn main() {
    divan::main();
}

/// Users; half as many roles, twice as many policies.
const SIZES: [usize; 4] = [250, 500, 1000, 2000];

/// JSON text to values with places.
#[divan::bench(args = SIZES, sample_count = 20)]
fn read_json(bencher: Bencher<'_, '_>, users: usize) {
    let text = large_account(users, users / 2, users * 2);
    bencher.counter(BytesCount::of_str(&text)).bench(|| json::read(black_box(&text)));
}

/// The same, and the account's shape, and the policies of the last user.
#[divan::bench(args = SIZES, sample_count = 20)]
fn holdings(bencher: Bencher<'_, '_>, users: usize) {
    let text: Rc<str> = large_account(users, users / 2, users * 2).into();
    let user = Principal::new(&format!("arn:aws:iam::111122223333:user/user-{}", users - 1)).expect("an ARN");
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        let account = read_account("details.json", black_box(&text)).expect("the file is well-formed");
        account.holdings(&user).expect("the user is there")
    });
}
