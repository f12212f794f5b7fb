//! The command of `docs/performance.md` works, which nobody would notice otherwise until the day
//! when figures are wanted.

use std::path::Path;

use crate::harness::{BINARY, repository};

#[path = "../../benches/compare/measure.rs"]
mod measure;

#[test]
fn the_comparison_gives_the_table_that_the_page_shows() {
    let dir = tempfile::tempdir().unwrap();
    let comparison = measure::Comparison {
        program: Path::new(BINARY),
        dir: dir.path(),
        rows: 2000,
        rounds: 1,
    };
    let table = comparison.table(&mut std::io::sink()).unwrap();
    let page = std::fs::read_to_string(repository("docs/performance.md")).unwrap();
    for line in table.lines().filter(|line| line.starts_with('|')) {
        let measured = line.split(['|', ',']).nth(1).unwrap();
        assert!(page.contains(measured), "not on the page: {line}");
    }
}
