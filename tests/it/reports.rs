//! Where reports are written, and where they are not.

use std::fs;
#[cfg(unix)]
use std::os::unix::fs::symlink;

#[cfg(unix)]
use crate::harness::expect_mode;
use crate::harness::{Given, given_rows};

fn given_a_row() -> Given {
    given_rows(["201,Invented-1,Anna,029E74A599,7C2F80123456"])
}

#[test]
fn a_report_never_replaces_the_roster() {
    let given = given_a_row();
    let roster = fs::read(given.path("roster.csv")).unwrap();
    let then = given.when("check roster.csv --report ./roster.csv");
    assert_eq!(then.code, 2);
    assert!(
        then.stderr.contains("it is the roster itself"),
        "{}",
        then.stderr
    );
    assert_eq!(fs::read(given.path("roster.csv")).unwrap(), roster);
}

#[test]
fn a_report_never_replaces_the_config_or_the_template() {
    let given = given_a_row();
    given.write("conf.csv", "[policy]\non_error = \"hold\"\n");
    let template = dect_roster::device::DEVICES[0].template;
    given.write("t.csv", template);
    for (line, kind, file) in [
        (
            "plan roster.csv --out out --config conf.csv --report ./conf.csv",
            "config",
            "conf.csv",
        ),
        (
            "build roster.csv --out out --template ./t.csv --report t.csv",
            "template",
            "t.csv",
        ),
    ] {
        let before = fs::read(given.path(file)).unwrap();
        let then = given.when(line);
        assert_eq!(then.code, 2);
        assert!(
            then.stderr.contains(&format!("it is the {kind} itself")),
            "{}",
            then.stderr
        );
        assert_eq!(fs::read(given.path(file)).unwrap(), before);
    }
}

#[cfg(unix)]
#[test]
fn the_report_of_a_build_never_replaces_a_roster_in_its_directory() {
    let given = given_a_row();
    let roster = fs::read(given.path("roster.csv")).unwrap();
    fs::create_dir_all(given.path("out/sub")).unwrap();
    given.write("out/report.csv", &roster);
    symlink("out/report.csv", given.path("link.csv")).unwrap();
    symlink("out", given.path("other")).unwrap();
    fs::hard_link(given.path("out/report.csv"), given.path("twin.csv")).unwrap();
    for named in [
        "out/report.csv",
        "./out/sub/../report.csv",
        "link.csv",
        "twin.csv",
        "other/report.csv",
    ] {
        let then = given.when(&format!("build {named} --out out"));
        assert_eq!(then.code, 2, "{named}");
        for said in ["cannot write the report out/report.csv", named] {
            assert!(then.stderr.contains(said), "{}", then.stderr);
        }
        assert_eq!(fs::read(given.path("out/report.csv")).unwrap(), roster);
        assert_eq!(then.names("out"), ["report.csv"]);
    }
    given.write("out/report-1-of-2.csv", &roster);
    given
        .when("build out/report-1-of-2.csv --out out --shard 1/2")
        .fails_with("cannot write the report out/report-1-of-2.csv");
    fs::remove_file(given.path("out/report-1-of-2.csv")).unwrap();
    // With another report it may stay there.
    given
        .when("build out/report.csv --out out --report found.csv")
        .code(0);
    assert_eq!(fs::read(given.path("out/report.csv")).unwrap(), roster);
}

#[test]
fn a_report_that_cannot_be_written_stops_the_run_before_it_writes() {
    let given = given_a_row();
    for (report, why) in [
        ("none/r.csv", "there is no directory none"),
        ("out.csv", "it is a directory"),
    ] {
        fs::create_dir_all(given.path("out.csv")).unwrap();
        let then = given.when(&format!("build roster.csv --out site --report {report}"));
        assert_eq!(then.code, 2);
        assert!(then.stderr.contains(why), "{}", then.stderr);
        assert!(!given.path("site").exists());
    }
}

#[test]
fn a_report_may_go_into_the_directory_that_the_run_makes() {
    let given = given_a_row();
    let then = given.when("build roster.csv --out site --report site/run.json");
    assert_eq!(then.code, 0, "{}", then.stderr);
    assert!(given.path("site/run.json").exists() && !given.path("site/report.csv").exists());
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_a_report_is_replaced_and_not_followed() {
    let given = given_a_row();
    given.write("elsewhere.csv", "mine");
    symlink(given.path("elsewhere.csv"), given.path("report.csv")).unwrap();
    let then = given.when("check roster.csv --report report.csv");
    assert_eq!(then.code, 0, "{}", then.stderr);
    assert_eq!(fs::read(given.path("elsewhere.csv")).unwrap(), b"mine");
    let metadata = fs::symlink_metadata(given.path("report.csv")).unwrap();
    assert!(metadata.is_file());
    expect_mode(&given.path("report.csv"), 0o640);
}
