//! The corpus is part of the binary: new case files must rebuild it.

fn main() {
    println!("cargo::rerun-if-changed=../corpus");
}
