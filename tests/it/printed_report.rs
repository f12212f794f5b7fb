//! `--report -`: the findings on standard output, for the next program of a pipe.

use crate::harness::{given_rows, given_site};

const FAULTY: [&str; 2] = [
    "201,Invented-Linde-1,Anna Berg,029E74A599,7C2F80123456",
    "202,Invented-Linde-2,Bela Cron,not an IPUI,7C2F80123456",
];

#[test]
fn the_findings_are_on_standard_output_and_the_words_on_standard_error() {
    let given = given_rows(FAULTY);
    let then = given.when("check roster.csv --report -");
    assert_eq!(then.code, 1);
    let mut lines = then.stdout.lines();
    let header = "severity,code,file,sheet,row,column,cell,field,value,message,help,related";
    assert_eq!(lines.next(), Some(header));
    assert!(
        lines
            .next()
            .unwrap()
            .starts_with("error,invalid-ipui,roster.csv,,3,D,D3,ipui,")
    );
    assert_eq!(lines.next(), None);
    assert!(then.stderr.contains("2 rows were read"), "{}", then.stderr);
    assert!(
        then.stderr.contains("error: 1 row was rejected"),
        "{}",
        then.stderr
    );

    let quiet = given.when("check roster.csv --report - --quiet");
    assert_eq!(quiet.stdout, then.stdout);
    assert!(
        quiet.stderr.starts_with("error: 1 row was rejected"),
        "{}",
        quiet.stderr
    );
}

#[test]
fn it_is_the_report_that_a_file_would_be() {
    let given = given_rows(FAULTY);
    let then = given.when("check roster.csv --report - --report report.csv");
    assert_eq!(then.stdout, then.text("report.csv"));
}

#[test]
fn a_build_that_prints_its_report_leaves_none_in_the_directory() {
    let given = given_site();
    given.roster(&["201,Invented-Linde-1,Anna Berg,029E74A599,7C2F80123456,"]);
    let then = given.build(&["--report", "-"]);
    assert_eq!(then.code, 0, "{}", then.stderr);
    assert!(then.stdout.starts_with("severity,"), "{}", then.stdout);
    assert!(
        then.stderr.ends_with("Done: files in out.\n"),
        "{}",
        then.stderr
    );
    let files: Vec<_> = given.files("out").into_keys().collect();
    assert_eq!(files, ["7C2F80123456.xml"]);
}

#[test]
fn standard_output_takes_one_thing() {
    let given = given_rows(FAULTY);
    for (line, said) in [
        (
            "check roster.csv --report - --format json",
            "--format json and --report -",
        ),
        ("check roster.csv --report - --report -", "more than once"),
    ] {
        let then = given.when(line);
        assert_eq!((then.code, then.stdout.as_str()), (2, ""), "{line}");
        assert!(then.stderr.contains(said), "{line}: {}", then.stderr);
    }
    let given = given.file("dect-roster.toml", "[output]\nreports = [\"-\"]\n");
    let then = given.when("check roster.csv");
    assert_eq!(then.code, 2);
    assert!(
        then.stderr.contains("the format of a report"),
        "{}",
        then.stderr
    );
}
