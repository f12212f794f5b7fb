//! What people type wrongly, and what the program answers: each answer names the cause, the place and
//! the cure.

use std::fmt::Write as _;

use crate::harness::{Given, HEADER, given, given_rows, repository};

const ROW: &str = "101,Secret-1,Ada,029E74A599,7C2F80123456";

/// A directory with a good roster.
fn good() -> Given {
    given_rows([ROW])
}

/// A good roster beside this config.
fn config(text: &str) -> Given {
    good().file("dect-roster.toml", text)
}

/// A workbook of the fixtures as `roster.xlsx`.
fn workbook() -> Given {
    let bytes = std::fs::read(repository("samples/roster.xlsx")).unwrap();
    given().file("roster.xlsx", bytes)
}

/// The built-in template with one text replaced, as `mine.xml` beside a good roster.
fn template(from: &str, to: &str) -> Given {
    let n720 = dect_roster::device::DEVICES[0].template;
    assert!(n720.contains(from));
    good().file("mine.xml", n720.replace(from, to))
}

/// What each one is, what there is, and what is typed.
#[expect(clippy::too_many_lines, reason = "a list, and nothing else")]
fn mistakes() -> Vec<(&'static str, Given, &'static str)> {
    let bom = '\u{feff}';
    vec![
        ("no roster", good(), "check"),
        ("an unknown command", good(), "biuld roster.csv --out out"),
        ("a word of other programs", good(), "validate roster.csv"),
        (
            "a word of generators",
            good(),
            "generate roster.csv --out out",
        ),
        ("a word for a plan", good(), "preview roster.csv --out out"),
        ("a roster for a command", good(), "roster.csv"),
        ("a dry run", good(), "build roster.csv --out out --dry-run"),
        (
            "words that are no identity together",
            good(),
            "ipui 10727 0304537 4",
        ),
        ("an unknown option", good(), "build roster.csv --outdir out"),
        ("build without --out", good(), "build roster.csv"),
        (
            "an option of another command",
            good(),
            "check roster.csv --out out",
        ),
        ("a roster that is not there", good(), "check rooster.csv"),
        (
            "the same roster twice",
            good(),
            "check roster.csv ./roster.csv",
        ),
        (
            "a directory for a roster",
            good().file("rosters/roster.csv", HEADER),
            "check rosters",
        ),
        (
            "a file of another kind",
            good().file("roster.pdf", "%PDF-1.7"),
            "check roster.pdf",
        ),
        (
            "a file for the output directory",
            good().file("out", "x"),
            "build roster.csv --out out",
        ),
        (
            "a file for the output directory of a plan",
            good().file("out", "x"),
            "plan roster.csv --out out",
        ),
        (
            "an unknown ending of a report",
            good(),
            "check roster.csv --report report.pdf",
        ),
        (
            "a report in a directory that is not there",
            good(),
            "check roster.csv --report reports/r.html",
        ),
        ("no threads", good(), "check roster.csv --jobs 0"),
        (
            "a policy that does not exist",
            good(),
            "build roster.csv --out out --on-error ignore",
        ),
        (
            "a limit that is no number",
            good(),
            "build roster.csv --out out --max-deregister many",
        ),
        (
            "a PIN of five digits",
            good(),
            "build roster.csv --out out --pin 00000",
        ),
        (
            "a time in another order",
            good(),
            "build roster.csv --out out --window-start 15.01.2030",
        ),
        (
            "a duration without a unit",
            good(),
            "build roster.csv --out out --window-duration 14",
        ),
        (
            "a setting without a value",
            good(),
            "build roster.csv --out out --set voicemail",
        ),
        (
            "a shard that does not exist",
            good(),
            "build roster.csv --out out --shard 3/2",
        ),
        ("an unknown code", good(), "explain ipui-checkdigit"),
        (
            "a sheet that is not there",
            workbook(),
            "check roster.xlsx --sheet Rooster",
        ),
        (
            "a config that is not there",
            good(),
            "check roster.csv --config site.toml",
        ),
        (
            "an unknown template",
            good(),
            "build roster.csv --out out --template n702",
        ),
        (
            "a template that is not there",
            good(),
            "build roster.csv --out out --template mine.xml",
        ),
        ("an unknown template to show", good(), "template show n702"),
        (
            "init over a roster that is there",
            good(),
            "init roster.csv",
        ),
        ("init of an unknown kind", good(), "init roster.doc"),
        ("export of nothing", good(), "export out --to back.csv"),
        (
            "a section with a typing error",
            config("[polcy]\n"),
            "check roster.csv",
        ),
        (
            "a key with a typing error",
            config("[policy]\non_eror = \"hold\"\n"),
            "check roster.csv",
        ),
        (
            "a number for a text",
            config("[registration]\npin = 0000\n"),
            "check roster.csv",
        ),
        (
            "a text for a list",
            config("[output]\nreports = \"r.html\"\n"),
            "check roster.csv",
        ),
        (
            "a rule with a typing error",
            config("[rules]\nmissing-upui = \"off\"\n"),
            "check roster.csv",
        ),
        (
            "a severity that does not exist",
            config("[rules]\nmissing-ipui = \"warn\"\n"),
            "check roster.csv",
        ),
        (
            "a rule that cannot be lowered",
            config("[rules]\nduplicate-ipui = \"off\"\n"),
            "check roster.csv",
        ),
        (
            "a column with a typing error",
            config("[columns]\nipiu = [\"Serial\"]\n"),
            "check roster.csv",
        ),
        (
            "a delimiter of two characters",
            config("[roster]\ndelimiter = \";;\"\n"),
            "check roster.csv",
        ),
        (
            "an unknown encoding",
            config("[roster]\nencoding = \"ansi-code\"\n"),
            "check roster.csv",
        ),
        (
            "a variable with a typing error",
            template("handset.login", "handset.logn"),
            "build roster.csv --out out --template mine.xml",
        ),
        (
            "a column that the roster lacks",
            template("handset.account_name", "handset.extra[\"Room\"]"),
            "build roster.csv --out out --template mine.xml",
        ),
        (
            "a tag that is never closed",
            template("{% endfor %}", ""),
            "build roster.csv --out out --template mine.xml",
        ),
        (
            "an empty file",
            given().file("roster.csv", ""),
            "check roster.csv",
        ),
        ("a header and no row", given_rows([]), "check roster.csv"),
        (
            "no header",
            given().file("roster.csv", format!("{ROW}\n")),
            "check roster.csv",
        ),
        (
            "a column with another name",
            given().file(
                "roster.csv",
                format!("extension,pasword,display_name,ipui,base_mac\n{ROW}\n"),
            ),
            "check roster.csv",
        ),
        (
            "a row with another delimiter",
            given_rows([ROW, "102;Secret-2;Bo;02B6EC8AA5;7C2F80123456"]),
            "check roster.csv",
        ),
        (
            "a MAC with O for 0",
            given_rows(["101,Secret-1,Ada,029E74A599,7C2F8O123456"]),
            "check roster.csv",
        ),
        (
            "an IPUI of eleven digits",
            given_rows(["101,Secret-1,Ada,029E74A5999,7C2F80123456"]),
            "check roster.csv",
        ),
        (
            "an old workbook renamed to .csv",
            given().file(
                "roster.csv",
                std::fs::read(repository("tests/fixtures/workbooks/roster.xls")).unwrap(),
            ),
            "check roster.csv",
        ),
        (
            "a workbook renamed to .csv",
            given().file(
                "roster.csv",
                std::fs::read(repository("samples/roster.xlsx")).unwrap(),
            ),
            "check roster.csv",
        ),
        (
            "a CSV renamed to .xlsx",
            given().file("roster.xlsx", format!("{bom}{HEADER}\n{ROW}\n")),
            "check roster.xlsx",
        ),
        (
            "Excel's lock file",
            workbook().file("~$roster.xlsx", [&[4], &[b'A'; 164][..]].concat()),
            "check ~$roster.xlsx",
        ),
        (
            "LibreOffice's lock file",
            workbook().file(
                ".~lock.roster.xlsx#",
                ",ada,desk,23.11.2026 08:00,file:///home/ada;",
            ),
            "check .~lock.roster.xlsx#",
        ),
        (
            "a roster that is open in Excel",
            workbook().file("~$roster.xlsx", [&[4], &[b'A'; 164][..]].concat()),
            "check roster.xlsx",
        ),
    ]
}

/// Who mistypes reads what was printed, findings and all, and sees the exit code in `$?`.
#[test]
fn each_mistake_is_answered_with_its_cause_its_place_and_its_cure() {
    let mut answers = String::new();
    for (mistake, given, typed) in mistakes() {
        let then = given.when(typed);
        let printed = [then.stdout, then.stderr].concat();
        writeln!(
            answers,
            "## {mistake}\n$ dect-roster {typed}\n{printed}[exit code {}]\n",
            then.code
        )
        .unwrap();
    }
    insta::assert_snapshot!(answers);
}
