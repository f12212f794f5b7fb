//! What a plan says to people: who is concerned, how much changes, and by which exit code.

use crate::harness::{BASES, Given, given_site};

/// A row of a base: extension, name and the last digits of the IPUI; the password follows the extension.
fn row(extension: u32, name: &str, ipui: u32, base: &str) -> String {
    format!("{extension},Invented-{extension}x,{name},02{ipui:08X},{base},")
}

/// Six people at the first base and one at each of the others.
fn people() -> Vec<String> {
    let names = [
        "Anna Berg",
        "Bela Cron",
        "Cora Dahl",
        "Dora Elm",
        "Emil Fuchs",
        "Fred Gans",
    ];
    let mut rows: Vec<_> = (201..)
        .zip(names)
        .map(|(extension, name)| row(extension, name, 0x1A2B_3000 + 77 * extension, BASES[0]))
        .collect();
    rows.push(row(301, "Gerda Hahn", 0x1A2B_9000, BASES[1]));
    rows.push(row(401, "Hugo Igel", 0x1A2B_A000, BASES[2]));
    rows
}

fn given_built() -> Given {
    let given = given_site();
    given.roster(&people());
    let then = given.build(&[
        "--window-start",
        "now",
        "--window-duration",
        "14d",
        "--quiet",
    ]);
    assert_eq!(then.code, 0, "{}", then.stderr);
    given
}

#[test]
fn a_plan_names_people_and_counts_what_it_would_do() {
    let given = given_built();
    let mut rows = people();
    rows[1] = row(202, "Bela Cron-Dahl", 0x1A2B_3000 + 77 * 202, BASES[0]);
    rows[2] = row(203, "Cora Dahl", 0x1A2B_C000, BASES[0]);
    rows.remove(6);
    rows.push(row(302, "Ida Jahn", 0x1A2B_B000, BASES[1]));
    given.roster(&rows);
    let then = given.plan(&[]);
    assert_eq!((then.code, then.stderr.as_str()), (0, ""));
    insta::assert_snapshot!("people", then.stdout);
}

#[test]
fn many_equal_changes_are_one_line() {
    let given = given_built();
    given.roster(&people());
    let then = given.plan(&[
        "--set",
        "voicemail=*2",
        "--set",
        "sip_server=pbx.invented.example",
    ]);
    insta::assert_snapshot!("equal", then.stdout);
    // All of them are in the reports.
    let then = given.plan(&["--set", "voicemail=*2", "--report", "plan.html"]);
    let page = then.text("plan.html");
    assert_eq!(page.matches(">voicemail</td>").count(), 8, "{page}");
}

#[test]
fn a_name_that_is_the_password_is_hidden() {
    let given = given_site();
    given.roster(&["201,Anna Berg,Invented-17,029E74A599,7C2F80123456,"]);
    let then = given.plan(&[]);
    assert!(
        then.stdout.contains("029E74A599  (hidden)"),
        "{}",
        then.stdout
    );
    assert!(!then.stdout.contains("Invented"), "{}", then.stdout);
    // The next row alone would not show that the columns are swapped.
    given.roster(&[
        "201,Anna Berg,Invented-17,029E74A599,7C2F80123456,",
        "202,Bela,geheim,02B6EC8AA5,7C2F80123456,",
    ]);
    let then = given.plan(&[]);
    assert_eq!(
        then.stdout.matches("(hidden)").count(),
        2,
        "{}",
        then.stdout
    );
    assert!(!then.stdout.contains("geheim"), "{}", then.stdout);
}

#[test]
fn the_exit_code_says_whether_something_would_change() {
    let given = given_built();
    let then = given.plan(&["--detailed-exitcode"]);
    assert_eq!((then.code, then.stderr.as_str()), (0, ""));
    assert!(
        then.stdout
            .ends_with("Plan: no changes. Nothing was written.\n")
    );

    let mut rows = people();
    rows.push(row(302, "Ida Jahn", 0x1A2B_B000, BASES[1]));
    given.roster(&rows);
    let then = given.plan(&["--detailed-exitcode", "--quiet"]);
    assert_eq!((then.code, then.stdout.as_str()), (4, ""));
    assert_eq!(
        then.stderr,
        "note: 1 file would be written (--detailed-exitcode)\n"
    );
    let json = given.plan(&["--detailed-exitcode", "--format", "json"]);
    assert!(json.stdout.contains("\"exit_code\":4"), "{}", json.stdout);
    assert_eq!(given.plan(&[]).code, 0, "without the option");

    // What went wrong is more important.
    rows.push("303,Invented-Ulme-3,Jens Kahn,not an IPUI,7C2F80A41C07,".into());
    given.roster(&rows);
    assert_eq!(given.plan(&["--detailed-exitcode"]).code, 1);
    given.roster(&people()[..1]);
    let then = given.plan(&["--detailed-exitcode", "--max-deregister", "0"]);
    assert_eq!(then.code, 3);
}

#[test]
fn build_has_no_detailed_exit_code() {
    let given = given_site();
    given.roster(&people());
    let then = given.build(&["--detailed-exitcode"]);
    assert_eq!(then.code, 2);
    assert!(
        then.stderr.contains("--detailed-exitcode"),
        "{}",
        then.stderr
    );
}
