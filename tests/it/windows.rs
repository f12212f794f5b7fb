//! The registration window: what is written and said for every combination of what is asked, what is in
//! place, and whether a handset is new.

use std::fmt::Write as _;

use crate::harness::{Given, HEADER, Then, given};

const FILE: &str = "out/7C2F80123456.xml";
const START: &str = "BS_AE_Subscriber.acIPUIRegistrationTimestamp[0]";
const SECONDS: &str = "BS_AE_Subscriber.ulIPUIRegistrationDuration";

const ADA: &str = "101,Secret-1,Ada,029E74A599,7C2F80123456";
const BO: &str = "102,Secret-2,Bo,02B6EC8AA5,7C2F80123456";
const NO_IPUI: &str = "101,Secret-1,Ada,,7C2F80123456";

/// 2025-11-24 16:00 UTC, in the device's form, and what the program takes for it.
const NOW: (&str, &str) = ("2411251600", "1764000000");

/// Runs with these rows and options.
fn run<'g>(given: &'g Given, command: &str, rows: &[&str], options: &str) -> Then<'g> {
    given.write("roster.csv", format!("{HEADER}\n{}\n", rows.join("\n")));
    given.when(&format!("{command} roster.csv --out out {options}"))
}

/// A directory in which Ada's handset is in place, from a build with these options.
fn built(options: &str) -> Given {
    let given = given().env("SOURCE_DATE_EPOCH", NOW.1);
    run(&given, "build", &[ADA], options).code(0);
    given
}

/// Start and duration in the file.
fn window(then: &Then<'_>) -> (Option<String>, Option<String>) {
    let items = then.xml(FILE).items;
    let item = |id: &str| {
        items
            .get(id)
            .map(|value| value.trim_matches('"').to_owned())
    };
    (item(START), item(SECONDS))
}

/// The codes of the findings at the base's file.
fn codes(then: &Then<'_>) -> Vec<String> {
    let findings = then.findings("out/report.csv");
    let at_base = findings.iter().filter(|it| it.get("file") == FILE);
    at_base.map(|it| it.get("code").to_owned()).collect()
}

/// The sentence about windows.
fn sentence(then: &Then<'_>) -> String {
    let line = then
        .stdout
        .lines()
        .find_map(|line| line.strip_prefix("Registration windows: "));
    line.unwrap_or_default().trim_end_matches('.').to_owned()
}

const STARTS: [(&str, &str); 4] = [
    ("-", ""),
    ("at", "--window-start 2025-12-01T08:00"),
    ("now", "--window-start now"),
    ("none", "--window-start none"),
];
const IN_PLACE: [(&str, &str); 3] = [
    ("-", ""),
    (
        "open",
        "--window-start 2025-11-20T08:00 --window-duration 14d",
    ),
    (
        "over",
        "--window-start 2025-11-20T08:00 --window-duration 1d",
    ),
];

/// One combination.
struct Row {
    start: (&'static str, &'static str),
    duration: bool,
    in_place: (&'static str, &'static str),
    new: bool,
    reopen: bool,
}

fn rows() -> impl Iterator<Item = Row> {
    let yes_or_no = || [false, true].into_iter();
    STARTS.into_iter().flat_map(move |start| {
        yes_or_no().flat_map(move |reopen| {
            yes_or_no().flat_map(move |duration| {
                IN_PLACE.into_iter().flat_map(move |in_place| {
                    yes_or_no().map(move |new| Row {
                        start,
                        duration,
                        in_place,
                        new,
                        reopen,
                    })
                })
            })
        })
    })
}

impl Row {
    fn options(&self) -> String {
        let duration = if self.duration {
            "--window-duration 2h"
        } else {
            ""
        };
        let reopen = if self.reopen { "--reopen-window" } else { "" };
        format!("{} {duration} {reopen}", self.start.1)
    }

    /// What is written and said, as the table has it.
    fn outcome(&self) -> String {
        let given = built(self.in_place.1);
        let people: &[&str] = if self.new { &[ADA, BO] } else { &[ADA] };
        let before = given.files("out");
        let planned = run(&given, "plan", people, &self.options());
        assert_eq!(given.files("out"), before, "a plan writes nothing");
        let then = run(&given, "build", people, &self.options());
        assert_eq!(planned.code, then.code);
        if then.code == 2 {
            assert_eq!(given.files("out"), before);
            return format!(
                "refused: {}",
                then.stderr.lines().next().unwrap_or_default()
            );
        }
        let then = then.code(0);
        self.check(&planned, &then);
        let codes = codes(&then).join(" ");
        let again = run(&given, "build", people, &self.options()).code(0);
        assert_eq!(
            again.bytes(FILE),
            then.bytes(FILE),
            "the second run writes nothing"
        );
        let (start, seconds) = window(&then);
        let shown = |item: Option<String>| item.unwrap_or_else(|| "-".into());
        let written = if before.get("7C2F80123456.xml") == Some(&then.bytes(FILE)) {
            "unchanged"
        } else {
            "written"
        };
        format!(
            "{written:9}  {:10}  {:>7}  {:15}  {}",
            shown(start),
            shown(seconds),
            codes,
            sentence(&then),
        )
    }

    /// What the contract says of every combination.
    fn check(&self, planned: &Then<'_>, then: &Then<'_>) {
        let (start, seconds) = window(then);
        // From 2025-11-20 on only two weeks reach today; from today or a later day on, any time.
        let is_open = match (start.as_deref(), seconds.as_deref()) {
            (Some("2011250800"), seconds) => seconds == Some("1209600"),
            (Some("0112250800" | "2411251600"), seconds) => seconds.is_some(),
            (start, _) => start.is_some_and(|start| panic!("{start}")),
        };
        let is_set = self.start.0 == "at" || (self.start.0 == "now" && self.reopen);
        assert_eq!(codes(then).is_empty(), is_open || !(self.new || is_set));
        let promises = planned.stdout.contains("registers by itself");
        assert_eq!(promises, is_open && self.new, "{}", planned.stdout);
        assert_eq!(planned.stdout.contains("waits for"), self.new && !is_open);
        let asked = match self.start.0 {
            "at" => Some("0112250800"),
            "now" if self.new || self.reopen => Some(NOW.0),
            "none" => None,
            _ => (self.in_place.0 != "-").then_some("2011250800"),
        };
        assert_eq!(start.as_deref(), asked);
    }
}

#[test]
fn every_combination() {
    let mut table = String::from(
        "start  reopen  duration  in place  handset | file       start       seconds  finding          summary\n",
    );
    for row in rows() {
        let yes = |is: bool, word: &'static str| if is { word } else { "-" };
        writeln!(
            table,
            "{:5}  {:6}  {:8}  {:8}  {:7} | {}",
            row.start.0,
            yes(row.reopen, "reopen"),
            yes(row.duration, "2h"),
            row.in_place.0,
            yes(row.new, "new"),
            row.outcome()
        )
        .unwrap();
    }
    let table = table
        .lines()
        .map(str::trim_end)
        .collect::<Vec<_>>()
        .join("\n");
    insta::assert_snapshot!(table);
}

#[test]
fn without_a_handset_a_file_has_no_window() {
    for options in [
        "",
        "--window-start now --reopen-window",
        "--window-start 2025-12-01T08:00",
        "--window-duration 0",
    ] {
        let given = built("--window-start now --window-duration 14d");
        let then = run(&given, "build", &["103,Secret-3,Cy,,7C2F80123456"], options).code(0);
        assert_eq!(window(&then), (None, None), "{options}");
        assert_eq!(sentence(&then), "1 removed");
    }
    // The handset of an account without an IPUI stays, and so does the window.
    let given = built("--window-start now --window-duration 14d");
    let then = run(&given, "build", &[NO_IPUI], "").code(0);
    assert_eq!(window(&then), (Some(NOW.0.into()), Some("1209600".into())));
}

#[test]
fn a_window_of_another_server_stays_as_it_is_written() {
    for (start, seconds, code) in [
        ("\"2011250800\"", "001209600", None),
        ("\"soon\"", "14d", Some("no-window")),
        ("\"2011250800\"", "14 &amp; &lt;", Some("no-window")),
        ("\"2011250800\"", "0", None),
    ] {
        let given = built("--window-start now --window-duration 14d");
        let text = given.when("build roster.csv --out out").text(FILE);
        let text = text
            .replace(&format!("\"{}\"", NOW.0), start)
            .replace("1209600", seconds);
        given.write(FILE, &text);
        let unchanged = run(&given, "build", &[ADA], "").code(0);
        assert_eq!(unchanged.text(FILE), text);
        let then = run(&given, "build", &[ADA, BO], "").code(0);
        let said = then.text(FILE);
        for item in [start, seconds] {
            assert!(said.contains(item), "{item}: {said}");
        }
        assert_eq!(
            codes(&then),
            code.into_iter().collect::<Vec<_>>(),
            "{seconds}"
        );
    }
}

#[test]
fn a_start_or_a_duration_alone_promises_nothing() {
    let given = given().env("SOURCE_DATE_EPOCH", NOW.1);
    let then = run(&given, "build", &[ADA], "--window-start now").code(0);
    assert_eq!(window(&then), (Some(NOW.0.into()), None));
    assert_eq!(codes(&then), ["no-window"]);
    let message = then.findings("out/report.csv")[0].get("message").to_owned();
    assert!(message.ends_with("it has no duration"), "{message}");
    // Its duration follows.
    let then = run(&given, "build", &[ADA], "--window-duration 1h").code(0);
    assert_eq!(window(&then), (Some(NOW.0.into()), Some("3600".into())));
    assert_eq!(sentence(&then), "1 given another duration");
    // A duration opens nothing by itself, and the summary says so.
    let given = built("");
    let then = run(&given, "build", &[ADA], "--window-duration 1h").code(0);
    assert_eq!(window(&then), (None, None));
    assert_eq!(sentence(&then), "1 missing (--window-start opens one)");
}

#[test]
fn a_rule_makes_a_missing_window_hold_the_base() {
    let given = built("");
    given.write(
        "dect-roster.toml",
        "[rules]\nno-window = \"error\"\nwindow-over = \"off\"\n",
    );
    let before = given.files("out")["7C2F80123456.xml"].clone();
    let then = run(&given, "build", &[ADA, BO], "").code(1);
    assert_eq!(
        (codes(&then), then.bytes(FILE)),
        (vec!["no-window".into()], before)
    );
    let over = "--window-start 2025-11-20T08:00 --window-duration 1d";
    let then = run(&given, "build", &[ADA, BO], over).code(0);
    assert!(codes(&then).is_empty());
}

#[test]
fn the_config_takes_windows_out_and_a_flag_brings_them_back() {
    let given = built("--window-start now --window-duration 14d");
    let config = "[registration]\nwindow_start = \"none\"\nwindow_duration = \"14d\"\n";
    given.write("dect-roster.toml", config);
    let then = run(&given, "build", &[ADA], "").code(0);
    assert_eq!(
        (window(&then), sentence(&then)),
        ((None, None), "1 removed".into())
    );
    let then = run(
        &given,
        "build",
        &[ADA],
        "--window-start now --reopen-window",
    )
    .code(0);
    assert_eq!(window(&then), (Some(NOW.0.into()), Some("1209600".into())));
    run(&given, "build", &[ADA], "--window-duration 1h").fails_with("leave one of the two out");
    run(&given, "build", &[ADA], "--reopen-window").fails_with("add --window-start now");
}

/// The built-in template without the lines that have these words.
fn template_without(words: &[&str]) -> String {
    let n720 = dect_roster::template::BUILT_IN[0].source;
    let kept = |line: &&str| !words.iter().any(|word| line.contains(word));
    n720.lines().filter(kept).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_template_that_does_not_write_the_window_is_refused() {
    let (start, seconds) = ("acIPUIRegistrationTimestamp", "ulIPUIRegistrationDuration");
    let other = |from: &str, to: &str| template_without(&[]).replace(from, to);
    for (template, what) in [
        (template_without(&[start]), "start"),
        (template_without(&[seconds]), "duration"),
        (template_without(&[start, seconds]), "start"),
        (other("{{ window.start }}", "2011250800"), "start"),
        (
            other("{{ window.seconds }}", "{{ window.seconds // 60 }}"),
            "duration",
        ),
    ] {
        let given = built("--window-start 2025-11-23T08:00 --window-duration 14d");
        given.write("t.xml", &template);
        let before = given.files("out")["7C2F80123456.xml"].clone();
        // One that is asked for, and one of the file in place.
        for options in ["--window-start now", "--window-duration 7d", ""] {
            let options = format!("{options} --template t.xml");
            let planned = run(&given, "plan", &[ADA, BO], &options).code(1);
            assert!(planned.stdout.contains("template-mismatch"));
            let then = run(&given, "build", &[ADA, BO], &options).code(1);
            assert_eq!(codes(&then), ["template-mismatch"]);
            let message = then.findings("out/report.csv")[0].get("message").to_owned();
            let named = format!("the {what} of the registration window");
            assert!(message.contains(&named), "{options}: {message}");
            assert_eq!(then.bytes(FILE), before);
        }
        // Without a window there is nothing that it would have to write.
        if what == "start" && !template.contains(seconds) {
            let options = "--window-start none --template t.xml";
            let then = run(&given, "build", &[ADA, BO], options).code(0);
            assert_eq!(window(&then), (None, None));
            run(&given, "build", &[ADA], "--template t.xml").code(0);
        }
    }
}

/// The usual file, of a roster with a position for Ada.
fn placed(given: &Given, position: u8, people: &str, options: &str) -> (Option<String>, String) {
    let roster = format!("{HEADER},position\n{ADA},{position}\n{people}");
    given.write("placed.csv", roster);
    let then = given
        .when(&format!("build placed.csv --out out {options}"))
        .code(0);
    (window(&then).0, sentence(&then))
}

#[test]
fn a_handset_that_moves_on_its_base_opens_no_window() {
    // It is registered by hand, and an open window hides the buttons for that.
    let given = given().env("SOURCE_DATE_EPOCH", NOW.1);
    let first = "--window-start 2025-11-20T08:00 --window-duration 1d";
    placed(&given, 1, "", first);
    let (start, said) = placed(&given, 3, "", "--window-start now");
    assert_eq!(
        (start.as_deref(), said.as_str()),
        (Some("2011250800"), "1 left as before")
    );
    let (start, said) = placed(&given, 4, &format!("{BO},\n"), "--window-start now");
    assert_eq!((start.as_deref(), said.as_str()), (Some(NOW.0), "1 opened"));
}
