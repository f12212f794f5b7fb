//! How much of a sweep is tried.

/// Whether the sweeps are tried whole: `SWEEPS=all`. Without it `cargo test` tries a sample of each.
pub fn sweeps() -> bool {
    std::env::var_os("SWEEPS").is_some_and(|value| value == "all")
}

/// Whether a test that takes seconds is left to the sweeps; it says so.
pub fn left_to_sweeps(test: &str) -> bool {
    if !sweeps() {
        eprintln!("left to SWEEPS=all: {test}");
    }
    !sweeps()
}

/// Every case of a sweep, or a sample: one of so many, spread over all of them.
pub fn part_of<T>(cases: Vec<T>, one_of: usize) -> Vec<T> {
    let step = if sweeps() { 1 } else { one_of };
    cases.into_iter().step_by(step).collect()
}
