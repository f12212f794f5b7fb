//! The number of threads changes nothing that anybody can see.

use std::fmt::Write as _;

use crate::harness::{HEADER, given};

/// Some 3,000 rows on 40 bases; every eleventh has a fault, and every third base has none.
fn roster() -> String {
    let mut roster = format!("{HEADER}\n");
    for row in 0..3000_u32 {
        let base = row % 40;
        let mut ipui = format!("02{row:08X}");
        let mut extension = format!("{}", 1000 + row / 40);
        let mut password = format!("Secret-{row}");
        let mut mac = format!("7C2F80{:06X}", base * 4099);
        if row % 11 == 0 && base % 3 != 0 {
            match row % 7 {
                0 => ipui.replace_range(..1, "1"),
                1 => ipui.push('0'),
                2 => "0200000001".clone_into(&mut ipui),
                3 => password.clear(),
                4 => extension.push('"'),
                5 => mac.push('0'),
                _ => "1000".clone_into(&mut extension),
            }
            extension = extension.replace('"', "\"\"");
        }
        writeln!(roster, "\"{extension}\",{password},Name {row},{ipui},{mac}").unwrap();
    }
    roster
}

#[test]
fn one_two_and_seven_threads_give_the_same_bytes() {
    let given = given()
        .file("roster.csv", roster())
        .env("SOURCE_DATE_EPOCH", "1764000000");
    let run = |jobs: u32, format: &str| {
        let out = given.path("out");
        if out.exists() {
            std::fs::remove_dir_all(&out).unwrap();
        }
        let then = given.when(&format!(
            "build roster.csv --out out --jobs {jobs} --format {format} \
             --report out/report.csv --report out/report.json"
        ));
        (then.files("out"), then.code, then.stdout, then.stderr)
    };
    for format in ["json", "text"] {
        let one = run(1, format);
        assert_eq!(one.1, 1);
        assert!(one.0.len() > 10, "{} files", one.0.len());
        assert!(one.0["report.csv"].len() > 10_000);
        for jobs in [2, 7] {
            let other = run(jobs, format);
            assert_eq!(
                other.0.keys().collect::<Vec<_>>(),
                one.0.keys().collect::<Vec<_>>()
            );
            assert!(other == one, "--jobs {jobs} differs");
        }
    }
}
