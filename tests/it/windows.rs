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
        assert_eq!(sentence(&planned).replace("to be ", ""), sentence(&then));
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
        let is_set = match self.start.0 {
            "-" => self.duration && self.in_place.0 != "-",
            "now" => self.reopen,
            start => start == "at",
        };
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
        ("\"2011250800\"", "0x127500", None),
        ("\"2011250800\"", "0x15180", Some("window-over")),
        ("\"9999999999\"", "1209600", Some("no-window")),
        ("\"\"", "1209600", Some("no-window")),
        ("2011250800", "1209600", None),
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
    assert!(
        message.ends_with("it has no readable duration"),
        "{message}"
    );
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

/// The built-in template without the lines that have these words.
fn template_without(words: &[&str]) -> String {
    let n720 = dect_roster::device::DEVICES[0].template;
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

#[test]
fn a_window_without_its_duration_does_not_count_as_opened() {
    let given = given().env("SOURCE_DATE_EPOCH", NOW.1);
    let said = |options: &str| sentence(&run(&given, "build", &[ADA], options).code(0));
    let incomplete = "1 incomplete (--reopen-window with --window-duration opens one)";
    assert_eq!(said("--window-start now"), incomplete);
    assert_eq!(said("--window-start now"), incomplete);
    // The file has its handset already.
    assert_eq!(said("--window-start now --window-duration 14d"), incomplete);
    assert_eq!(said(""), "");
    assert_eq!(said("--window-duration 14d"), "1 given another duration");
    assert_eq!(said("--window-start now"), "1 left as before");
}

#[test]
fn a_window_that_never_closes_or_has_yet_to_open_lets_handsets_in() {
    for (options, window_is) in [
        (
            "--window-start 2025-12-01T08:00 --window-duration 2h",
            "open, from 2025-12-01 08:00 to 2025-12-01 10:00",
        ),
        (
            "--window-start 2025-11-01T08:00 --window-duration 0",
            "always open",
        ),
        ("--window-start now --window-duration 0", "always open"),
    ] {
        let given = built("");
        let then = run(&given, "plan", &[ADA, BO], options).code(0);
        let line = format!("registration window: {window_is}\n");
        assert!(then.stdout.contains(&line), "{}", then.stdout);
        assert!(then.stdout.contains("registers by itself"));
        let then = run(&given, "build", &[ADA, BO], options).code(0);
        assert!(codes(&then).is_empty(), "{options}");
    }
}

#[test]
fn the_window_of_a_file_that_reserves_no_handset_goes() {
    let given = built("--window-start now --window-duration 14d");
    let text = run(&given, "build", &[ADA], "").code(0).text(FILE);
    let lines = text.lines().filter(|line| !line.contains("aucHandsetCode"));
    given.write(FILE, lines.collect::<Vec<_>>().join("\n"));
    let planned = run(&given, "plan", &[NO_IPUI], "").code(0);
    assert!(planned.stdout.contains("registration window: removed"));
    let then = run(&given, "build", &[NO_IPUI], "").code(0);
    assert_eq!(
        (window(&then), sentence(&then)),
        ((None, None), "1 removed".into())
    );
    // A handset that comes later opens one.
    let then = run(
        &given,
        "build",
        &[ADA],
        "--window-start now --window-duration 0",
    )
    .code(0);
    assert_eq!(window(&then), (Some(NOW.0.into()), Some("0".into())));
}

const OTHER: &str = "out/7C2F80ABCDEF.xml";
const CY: &str = "103,Secret-3,Cy,02B6EC8AA5,7C2F80ABCDEF";

/// The start of a file's window.
fn start(then: &Then<'_>, file: &str) -> String {
    then.xml(file).items[START].trim_matches('"').to_owned()
}

/// The config of a nightly run, and its first night, with a handset on each of two bases.
fn first_night() -> Given {
    let given = given().env("SOURCE_DATE_EPOCH", NOW.1).file(
        "dect-roster.toml",
        "[registration]\nwindow_start = \"now\"\nwindow_duration = \"14d\"\n",
    );
    let then = run(&given, "build", &[ADA, CY], "").code(0);
    assert_eq!(sentence(&then), "2 opened");
    given
}

/// The same so many nights later.
fn later(given: Given, nights: u64) -> Given {
    let epoch = NOW.1.parse::<u64>().unwrap() + nights * 86_400;
    given.env("SOURCE_DATE_EPOCH", &epoch.to_string())
}

#[test]
fn thirty_nights_with_nothing_new_write_nothing() {
    let mut given = first_night();
    let modified = |given: &Given| {
        let of = |file| {
            std::fs::metadata(given.path(file))
                .unwrap()
                .modified()
                .unwrap()
        };
        (of(FILE), of(OTHER))
    };
    let before = modified(&given);
    for night in 1..=30 {
        given = later(given, night);
        let then = run(&given, "build", &[ADA, CY], "").code(0);
        assert!(then.stdout.contains("2 bases: 2 unchanged."));
        assert_eq!(sentence(&then), "2 left as before");
        assert_eq!(modified(&given), before);
    }
}

#[test]
fn a_new_handset_opens_the_window_of_its_base_only() {
    let given = later(first_night(), 20);
    let new = "102,Secret-2,Bo,0DEADBEEF4,7C2F80123456";
    let then = run(&given, "build", &[ADA, new, CY], "").code(0);
    assert_eq!(sentence(&then), "1 opened, 1 left as before");
    assert_eq!(
        (start(&then, FILE), start(&then, OTHER)),
        ("1412251600".into(), NOW.0.into())
    );
    // A name that changes opens none.
    let given = later(given, 40);
    let renamed = CY.replace("Cy", "Cyd");
    let then = run(&given, "build", &[ADA, new, &renamed], "").code(0);
    assert_eq!(sentence(&then), "2 left as before");
    assert!(then.stdout.contains("1 written, 1 unchanged"));
    assert_eq!(
        (start(&then, FILE), start(&then, OTHER)),
        ("1412251600".into(), NOW.0.into())
    );
}

#[test]
fn a_base_that_is_held_or_left_alone_keeps_its_window() {
    let given = later(first_night(), 20);
    let wrong = "102,Secret-2,Bo,1DEADBEEF4,7C2F80123456";
    let reopen = "--reopen-window";
    let then = run(&given, "build", &[ADA, wrong, CY], reopen).code(1);
    assert_eq!(sentence(&then), "1 opened");
    assert_eq!(
        (start(&then, FILE), start(&then, OTHER)),
        (NOW.0.into(), "1412251600".into())
    );
    // Written without the row, the base has no new handset.
    let then = run(&given, "build", &[ADA, wrong, CY], "--on-error skip").code(1);
    assert_eq!(sentence(&then), "2 left as before");
    assert_eq!(start(&then, FILE), NOW.0);
    let then = run(&given, "build", &[CY], reopen).code(0);
    assert_eq!(start(&then, FILE), NOW.0);
    // A base that is retired has no handset, and so no window.
    let then = run(&given, "build", &[CY], "--retire-absent").code(0);
    assert_eq!(sentence(&then), "1 removed, 1 left as before");
    assert_eq!(window(&then), (None, None));
}

#[test]
fn a_version_does_not_change_for_a_window_that_stays() {
    let line = "    <PROFILE_NAME";
    let version = format!("    <VERSION value=\"{{{{ version }}}}\"/>\n{line}");
    let template = template_without(&[]).replace(line, &version);
    let given = first_night().file("t.xml", template);
    let build = |given: &Given, options: &str| {
        let options = format!("--template t.xml {options}");
        let then = run(given, "build", &[ADA, CY], &options).code(0);
        then.xml(FILE).others["VERSION"].clone()
    };
    assert_eq!(build(&given, ""), NOW.0);
    let given = later(given, 1);
    assert_eq!(build(&given, ""), NOW.0);
    assert_eq!(build(&given, "--reopen-window"), "2511251600");
}

#[cfg(unix)]
#[test]
fn now_is_by_the_clock_of_the_machine() {
    // Twenty-four hours apart, so that only the day differs, unless a minute ends in between.
    let minutes = |zone: &str| {
        let given = given().env("TZ", zone);
        let then = run(
            &given,
            "build",
            &[ADA],
            "--window-start now --window-duration 1h",
        )
        .code(0);
        assert!(codes(&then).is_empty());
        let start = start(&then, FILE);
        let time = chrono::NaiveDateTime::parse_from_str(&start, "%d%m%y%H%M").unwrap();
        time.and_utc().timestamp() / 60
    };
    let east = minutes("EAST-14");
    let apart = east - minutes("WEST+10");
    assert!((1438..=1440).contains(&apart), "{apart}");
}

#[test]
fn a_flag_beats_the_config_and_takes_from_it_what_it_does_not_say() {
    for (config, options, expected) in [
        (
            "window_start = \"2025-12-01 08:00\"",
            "--window-start now",
            Some((NOW.0, "1209600")),
        ),
        (
            "window_start = \"now\"",
            "--window-start 2025-12-01T08:00",
            Some(("0112250800", "1209600")),
        ),
        (
            "window_start = \"now\"",
            "--window-duration 0",
            Some((NOW.0, "0")),
        ),
        (
            "",
            "--window-start now --window-duration 2h",
            Some((NOW.0, "7200")),
        ),
        ("window_start = \"now\"", "--window-start none", None),
        (
            "window_start = \"now\"",
            "--reopen-window",
            Some((NOW.0, "1209600")),
        ),
    ] {
        let given = built("--window-start 2025-11-20T08:00 --window-duration 1d");
        let config = format!("[registration]\nwindow_duration = \"14d\"\n{config}\n");
        given.write("dect-roster.toml", config);
        let then = run(&given, "build", &[ADA, BO], options).code(0);
        let expected = expected.map_or((None, None), |(start, seconds)| {
            (Some(start.into()), Some(seconds.into()))
        });
        assert_eq!(window(&then), expected, "{options}");
    }
}
