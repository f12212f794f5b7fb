//! The three formats together, from rosters that were really read.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Closing, terminal, write};
use crate::finding::{Collector, Finding, Place, Problem, Rules};
use crate::settings::{Format, ReadOptions, Reading};
use crate::value::Field;

use crate::input::{self, Source};
use crate::roster::Roster;
use crate::site::outcome::{Ending, Outcome, RowCounts};
use crate::site::plan::{BasePlan, Change, ChangeKind, Status, Who};
use crate::validate;
use crate::value::{Mac, Position};

const HEADER: &str = "extension,password,display_name,ipui,base_mac,position,voicemail\n";

/// Reads text files and checks them, as a run does, and hands the outcome to a test.
fn with_outcome<T>(files: &[(&str, &str)], test: impl FnOnce(&mut Outcome<'_>) -> T) -> T {
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<_> = files
        .iter()
        .map(|(name, text)| {
            let path = folder.path().join(name);
            fs::write(&path, text).unwrap();
            path
        })
        .collect();
    with_paths(paths, test)
}

fn with_paths<T>(paths: Vec<PathBuf>, test: impl FnOnce(&mut Outcome<'_>) -> T) -> T {
    let options = ReadOptions::default();
    let sheets = paths
        .into_iter()
        .flat_map(|path| input::read(&Source::from(path), &options).unwrap())
        .collect();
    let rules = Rules::default();
    let mut collector = Collector::new(&rules);
    let roster = Roster::new(sheets, &Reading::default(), &mut collector);
    let mut findings = collector.into_findings();
    let validated = validate::roster(&roster, validate::devices::Devices::default(), &rules);
    let (rows, found) = (validated.identities, validated.findings);
    findings.extend(found);
    findings.sort();
    let accepted = rows.iter().filter(|row| row.accepted).count();
    test(&mut Outcome {
        command: "build",
        roster: &roster,
        out: Some("out".into()),
        started: chrono::NaiveDateTime::default(),
        signals_changes: false,
        shard: crate::settings::shard::Shard::WHOLE,
        accounts: None,
        rows: RowCounts {
            read: rows.len(),
            accepted,
            rejected: rows.len() - accepted,
        },
        findings,
        bases: Vec::new(),
        deregistrations: 0,
        reassignments: 0,
        given_up: 0,
        window_request: crate::site::outcome::WindowRequest::Nothing,
        ending: Ending::Done,
    })
}

/// The terminal's text with its colours, unwrapped.
fn styled(outcome: &Outcome<'_>, width: usize, report: Option<&str>) -> String {
    let mut out = Vec::new();
    let closing = Closing {
        report,
        file: report,
        elapsed: None,
    };
    terminal::write(outcome, &mut out, width, closing).unwrap();
    String::from_utf8(out).unwrap()
}

fn plain(outcome: &Outcome<'_>, width: usize) -> String {
    let styled = styled(outcome, width, Some("out/report.csv"));
    anstream::adapter::strip_str(&styled).to_string()
}

fn bytes(format: Format, outcome: &Outcome<'_>) -> String {
    let mut out = Vec::new();
    write(format, outcome, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn all_formats(outcome: &Outcome<'_>) -> [String; 3] {
    [
        bytes(Format::Csv, outcome),
        bytes(Format::Json, outcome),
        styled(outcome, 0, None),
    ]
}

/// The records of the CSV report, read back.
#[cfg(unix)]
fn records(outcome: &Outcome<'_>) -> Vec<::csv::StringRecord> {
    let csv = bytes(Format::Csv, outcome);
    let mut reader = ::csv::Reader::from_reader(csv.as_bytes());
    reader.records().map(Result::unwrap).collect()
}

fn mac(text: &str) -> Mac {
    text.parse().unwrap()
}

fn base(mac_text: &str, status: Status) -> BasePlan {
    BasePlan {
        mac: mac(mac_text),
        device: crate::device::Device::DEFAULT,
        status,
        used: 2,
        changes: Vec::new(),
        settings: Vec::new(),
        window: crate::value::WindowState::Always,
        window_change: None,
        window_incomplete: false,
        deregistrations: 0,
        reassignments: 0,
        given_up: 0,
        handsets_now: 0,
        in_use_now: 0,
    }
}

fn finding(place: Place, problem: Problem, related: Option<Place>) -> Finding {
    Finding {
        place,
        field: None,
        severity: problem.code().info().severity,
        problem,
        related,
    }
}

const FAULTY: &str = "\
201,Invented-Linde-1,Anna Berg,029E74A599,7C2F80123456,1,
202,Invented-Linde-2,Bela Cron,02B6EC8AA5,7C2F80123456,1,
2=3,Invented-Linde-3,\"Cora \"\"Coco\"\" Dahl\",1DEADBEEF4,7C2F80123456,,
204,,Dora Elm,,7C2F8012345,101,
205 ,205,Emil Fuchs,02B6EC8AA5,7C2F80654321,,*2
";

fn faulty<T>(test: impl FnOnce(&mut Outcome<'_>) -> T) -> T {
    let more = format!("{HEADER}206,Invented-Linde-6,Fred Gans,029E74A599,7C2F80654321,,\n");
    let text = format!("{HEADER}{FAULTY}");
    with_outcome(&[("faulty.csv", &text), ("more.csv", &more)], |outcome| {
        outcome.bases = vec![
            base("7C2F80123456", Status::Held),
            base("7C2F80654321", Status::Written),
        ];
        outcome.bases[1].changes = vec![
            Change {
                kind: ChangeKind::Add,
                position: Position::from_index(0).unwrap(),
                who: Who::new(Some("207"), Some("Gina Hahn"), ""),
                ipui: Some("02B6EC8AA6".parse().unwrap()),
                previous_ipui: None,
                from: None,
                fields: Field::COLUMNS.into_iter().take(4).collect(),
            },
            Change {
                kind: ChangeKind::Remove,
                position: Position::from_index(1).unwrap(),
                who: Who::new(Some("208"), Some("Hugo Igel"), ""),
                ipui: None,
                previous_ipui: Some("02B6EC8AA7".parse().unwrap()),
                from: None,
                fields: [Field::Ipui].into_iter().collect(),
            },
        ];
        outcome.deregistrations = 1;
        outcome.given_up = 1;
        let file = finding(Place::Base(mac("7C2F80123456")), Problem::BaseHeld, None);
        outcome.findings.push(file);
        test(outcome)
    })
}

/// The text without the folder of the test.
#[cfg(unix)]
fn without_folder(text: &str, outcome: &Outcome<'_>) -> String {
    let file = Path::new(outcome.roster.sheets()[0].file());
    let folder = file.parent().unwrap().display().to_string();
    text.replace(&format!("{folder}/"), "")
}

#[cfg(unix)]
#[test]
fn each_format_says_all_of_a_faulty_roster() {
    faulty(|outcome| {
        let shown = |text: String| without_folder(&text, outcome);
        insta::assert_snapshot!("csv", shown(bytes(Format::Csv, outcome)));
        insta::assert_snapshot!("json", shown(bytes(Format::Json, outcome)));
        insta::assert_snapshot!("terminal", shown(plain(outcome, 80)));
    });
}

#[test]
fn keys_in_json_are_the_columns_of_csv() {
    faulty(|outcome| {
        let line = super::line::Line::new(outcome, &outcome.findings[0]);
        let json = serde_json::to_string(&line).unwrap();
        let places = crate::finding::COLUMNS.map(|column| json.find(&format!("\"{column}\":")));
        assert!(places.iter().all(Option::is_some) && places.is_sorted());
        assert_eq!(json.matches("\":").count(), crate::finding::COLUMNS.len());
    });
}

#[test]
fn no_password_is_in_any_format() {
    let passwords = [
        "Invented-Erle-1",
        "987654321",
        "Invented-Erle-3",
        "Invented-Erle-4",
        "1460156577",
        "Invented-Erle-6",
    ];
    let rows = "\
2=1,Invented-Erle-1,Anna,1DEADBEEF4,7C2F80123456,,
987654321,987654321,Bela,987654321,987654321,987654321,987654321
2=3,Invented-Erle-3,\"Invented-Erle-3\",Invented-Erle-3,Invented-Erle-3,Invented-Erle-3,Invented-Erle-3
2=4, Invented-Erle-4,Dora,Invented-Erle-4 ,7C2F80123456,0,
1460156577,1460156577,Emil,1460156577,7C2F80123456,,
\"Invented-Erle-6\",\"Invented-Erle-6\",\"Invented\"\"Erle\",029E74A599,7C2F80123456,,
";
    with_outcome(&[("r.csv", &format!("{HEADER}{rows}"))], |outcome| {
        assert!(outcome.findings.len() > 12);
        // In parts, so that the terminal shows all of them.
        let findings = std::mem::take(&mut outcome.findings);
        for part in findings.chunks(10) {
            outcome.findings = part.to_vec();
            for text in all_formats(outcome) {
                // The last two are what would be left of an IPEI read from a password.
                for password in passwords.into_iter().chain(["0156577", "01565779"]) {
                    assert!(!text.contains(password), "{password} in {text}");
                }
            }
        }
    });
}

#[test]
fn no_password_is_shown_inside_another_text() {
    // With a character of no width inside or at its end, with a space, in a sentence.
    let rows = "\
2=1,Invented-Erle-1,Invented-\u{200b}Erle-1,Invented-Erle-1\u{200b},see Invented-Erle-1,Invented Erle-1,
";
    with_outcome(&[("r.csv", &format!("{HEADER}{rows}"))], |outcome| {
        assert_eq!(outcome.findings.len(), 7);
        for text in all_formats(outcome) {
            assert!(!text.contains("Erle"), "{text}");
            assert!(text.contains("2=1"), "{text}");
        }
    });
}

#[test]
fn no_password_that_became_a_number_is_in_any_format() {
    // The same number in the columns of the password and of the IPUI, mended by its zeros.
    let text = format!("{HEADER}201,298765123,Anna,298765123,7C2F80123456,,\n");
    with_outcome(&[("r.csv", &text)], |outcome| {
        outcome.findings = [
            Problem::MendedZeros("0298765123".into()),
            Problem::AmbiguousZeros("0298765123, 00298765123".into()),
        ]
        .map(|problem| finding(Place::cell(0, 2, 3), problem, None))
        .to_vec();
        for text in all_formats(outcome) {
            assert!(!text.contains("298765123"), "{text}");
        }
    });
}

#[test]
fn a_header_less_roster_shows_no_cell() {
    let text = "201,Invented-Erle-1,Anna,029E74A599,7C2F80123456\n";
    with_outcome(&[("r.csv", text)], |outcome| {
        outcome.ending = Ending::Unusable;
        for text in all_formats(outcome) {
            assert!(
                text.contains("no-header") && !text.contains("Erle"),
                "{text}"
            );
        }
    });
}

#[cfg(unix)]
#[test]
fn formulas_and_escape_sequences_do_nothing() {
    let rows = "\
=cmd|' /C calc'!A0,Invented-Erle-1,Anna,029E74A599,7C2F80123456,,
202,Invented-Erle-2,\"=HYPERLINK(\"\"http://example.com\"\")\",02B6EC8AA5,7C2F80123456,,
203,Invented-Erle-3,\u{1b}[2J\u{1b}]0;owned\u{7},02B6EC8AA6,7C2F80123456,,
@204,Invented-Erle-4,\"two
lines\",02B6EC8AA7,7C2F80123456,-1,
";
    let name = "a\u{1b}[31m\nb.csv";
    with_outcome(&[(name, &format!("{HEADER}{rows}"))], |outcome| {
        for record in records(outcome) {
            for field in &record {
                assert!(
                    !field.starts_with(['=', '+', '-', '@', '\t', '\r']),
                    "{field}"
                );
            }
        }
        let [csv, json, terminal] = all_formats(outcome);
        assert!(csv.contains("'=cmd|' /C calc'!A0") && csv.contains("'=HYPERLINK"));
        let terminal = anstream::adapter::strip_str(&terminal).to_string();
        for text in [csv, json, terminal] {
            assert!(
                !text.contains(|c: char| c.is_control() && c != '\n'),
                "{text}"
            );
            for shown in ["u{1b}[2J", "two\\", "u{1b}[31m"] {
                assert!(text.contains(shown), "{shown} in {text}");
            }
        }
    });
}

#[test]
fn colours_come_with_the_text() {
    faulty(|outcome| {
        let styled = styled(outcome, 0, None);
        assert!(styled.contains("\u{1b}[1mA4\u{1b}[0m"), "{styled}");
        assert!(styled.contains("\u{1b}[1m\u{1b}[31merror["), "{styled}");
    });
}

#[test]
fn the_rest_is_counted_and_its_place_named() {
    let mut rows = HEADER.to_owned();
    for row in 1..=25 {
        // Bases of as many makers, so that each warning says something else.
        let base = format!("0A00{row:02}123456");
        writeln!(rows, "{row},Invented-{row},Anna,029E70{row:04X},{base},,").unwrap();
    }
    rows += "2=6,Invented-26,Anna,,7C2F80123456,,\n";
    with_outcome(&[("r.csv", &rows)], |outcome| {
        let text = plain(outcome, 0);
        assert!(
            text.contains("\n… and 7 more (7 warnings): see out/report.csv\n"),
            "{text}"
        );
        assert!(text.find("error[").unwrap() < text.find("warning[").unwrap());
        assert_eq!(text.matches("r.csv\n").count(), 1, "{text}");
        let text = styled(outcome, 0, None);
        assert!(
            text.contains("7 more (7 warnings); --report FILE.csv lists all"),
            "{text}"
        );
    });
}

#[cfg(unix)]
#[test]
fn another_sheet_or_file_is_named_as_far_as_needed() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let paths = vec![
        fixtures.join("workbooks/layout.xlsx"),
        fixtures.join("seed/seed.csv"),
    ];
    with_paths(paths, |outcome| {
        let sheets = outcome.roster.sheets();
        let csv = sheets
            .iter()
            .position(|sheet| sheet.name().is_none())
            .unwrap();
        assert!(csv >= 2, "a workbook with two sheets");
        let other = sheets[1].name().unwrap().to_owned();
        let csv = u32::try_from(csv).unwrap();
        outcome.findings = [
            Place::cell(0, 9, 3),
            Place::cell(1, 9, 3),
            Place::row(1, 9),
            Place::sheet(1),
            Place::cell(csv, 9, 3),
            Place::Base(mac("7C2F80123456")),
        ]
        .map(|related| finding(Place::cell(0, 2, 3), Problem::DuplicateIpui, Some(related)))
        .to_vec();
        let from_file = Place::Base(mac("7C2F80123456"));
        let related = Some(Place::cell(csv, 9, 3));
        outcome
            .findings
            .push(finding(from_file, Problem::BaseHeld, related));
        let shown: Vec<_> = records(outcome)
            .iter()
            .map(|record| record[11].replace(&fixtures.display().to_string(), ""))
            .collect();
        let expected = [
            "D9".to_owned(),
            format!("{other}!D9"),
            format!("{other}!row 9"),
            other,
            "/seed/seed.csv:D9".into(),
            "out/7C2F80123456.xml".into(),
            "/seed/seed.csv:D9".into(),
        ];
        assert_eq!(shown, expected);
    });
}

#[test]
fn the_ending_of_a_file_name_tells_the_format() {
    let of = |name: &str| Format::from_path(Path::new(name)).map_err(|error| error.to_string());
    assert_eq!(of("out/report.csv"), Ok(Format::Csv));
    assert_eq!(of("REPORT.JSON"), Ok(Format::Json));
    assert_eq!(of("a.XLSX"), Ok(Format::Workbook));
    assert_eq!(of("a.html"), Ok(Format::Html));
    for name in ["report", "report.pdf", ".csv", ""] {
        assert!(
            of(name)
                .unwrap_err()
                .contains("use .csv, .json, .html or .xlsx"),
            "{name}"
        );
    }
}

/// The summary alone.
#[cfg(unix)]
fn ending(change: impl FnOnce(&mut Outcome<'_>)) -> String {
    let text = format!("{HEADER}201,Invented-Linde-1,Anna,029E74A599,7C2F80123456,,\n");
    with_outcome(&[("r.csv", &text)], |outcome| {
        assert_eq!(outcome.findings, []);
        change(outcome);
        let mut failure = Vec::new();
        terminal::write_failure(outcome, &mut failure, None).unwrap();
        let failure =
            String::from_utf8(anstream::adapter::strip_bytes(&failure).into_vec()).unwrap();
        without_folder(&(plain(outcome, 0) + &failure), outcome)
    })
}

#[cfg(unix)]
#[test]
fn the_summary_is_in_plain_sentences() {
    let mut all = String::new();
    for (title, change) in ENDINGS {
        writeln!(all, "## {title}\n{}", ending(change)).unwrap();
    }
    insta::assert_snapshot!("endings", all);
}

#[cfg(unix)]
type Setting = fn(&mut Outcome<'_>);

#[cfg(unix)]
const ENDINGS: [(&str, Setting); 9] = [
    ("build", |outcome| {
        outcome.bases = vec![base("7C2F80123456", Status::Written)];
    }),
    ("build, held", |outcome| {
        outcome.bases = vec![
            base("7C2F80123450", Status::Written),
            base("7C2F80123451", Status::Unchanged),
            base("7C2F80123452", Status::Held),
            base("7C2F80123453", Status::Untouched),
            base("7C2F80123454", Status::Untouched),
        ];
        outcome.deregistrations = 2;
        outcome.given_up = 2;
    }),
    ("build, one row rejected", |outcome| {
        outcome.bases = vec![base("7C2F80123456", Status::Written)];
        outcome.rows = RowCounts {
            read: 3,
            accepted: 2,
            rejected: 1,
        };
        outcome.deregistrations = 1;
        outcome.given_up = 1;
    }),
    ("check", |outcome| outcome.command = "check"),
    ("check, all rejected", |outcome| {
        outcome.command = "check";
        outcome.rows.accepted = 0;
        outcome.rows.rejected = 1;
    }),
    ("plan", |outcome| {
        outcome.command = "plan";
        outcome.bases = vec![base("7C2F80123456", Status::Written)];
        outcome.deregistrations = 1;
        outcome.given_up = 1;
    }),
    ("aborted", |outcome| {
        outcome.rows.rejected = 1;
        outcome.ending = Ending::Aborted;
    }),
    ("unusable", |outcome| {
        outcome.rows = RowCounts::default();
        outcome.ending = Ending::Unusable;
    }),
    ("refused", |outcome| {
        outcome.bases = vec![base("7C2F80123456", Status::Written)];
        outcome.deregistrations = 12;
        outcome.given_up = 15;
        outcome.reassignments = 30;
        outcome.ending = Ending::Refused {
            deregister: Some(5),
            reassign: Some(6),
        };
    }),
];

#[test]
fn thousands_of_lines_stand_in_the_order_of_the_roster() {
    let rows = 3000;
    let roster = format!(
        "{HEADER}{}",
        "201,,Ann,029E74A599,7C2F80123456\n".repeat(rows)
    );
    let found = with_outcome(&[("a.csv", &roster)], |outcome| {
        let mut bytes = Vec::new();
        write(Format::Csv, outcome, &mut bytes).unwrap();
        let mut report = ::csv::Reader::from_reader(&*bytes);
        let places = report.records().map(|line| {
            let line = line.unwrap();
            let number = |text: &str| text.parse::<usize>().unwrap();
            (number(&line[4]), line[5].to_owned())
        });
        places.collect::<Vec<_>>()
    });
    // The extension, the password and the IPUI, each with one fault, and once that the base is full.
    let mut expected: Vec<_> = (2..rows + 2)
        .flat_map(|row| ["A", "B", "D"].map(|c| (row, c.to_owned())))
        .collect();
    expected.insert(3, (2, "E".to_owned()));
    assert!(found == expected);
}
