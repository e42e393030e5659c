//! Prints the dictionary: `cargo run -p verdict-fuzz --example dictionary > fuzz/policy.dict`.

#[expect(clippy::print_stdout, reason = "that is what it does")]
fn main() {
    print!("{}", verdict_fuzz::dictionary::text());
}
