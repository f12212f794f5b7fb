//! The HTML report of the real program: what is in it, what must never be in it, and how it behaves
//! in a browser, where one is installed.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use dect_roster::finding::{Finding, Place, Problem, Rules, Severity};
use dect_roster::input::{self, Source};
use dect_roster::roster::Roster;
use dect_roster::settings::{Format, ReadOptions, Reading};
use dect_roster::site::outcome::{Ending, Outcome, RowCounts};

use crate::harness::{Given, SITE_HEADER, given, left_to_sweeps};

/// What is in the directory before the run that is reported.
const BEFORE: &str = "\
201,Invented-Linde-1,Anna Berg,029E74A599,7C2F80123456,
202,Invented-Linde-2,Bela Cron,02B6EC8AA5,7C2F80123456,
203,Invented-Linde-3,Cora Dahl,00092263A1,7C2F80123456,
301,Invented-Linde-5,Emil Fuchs,0298765E12,7C2F80654321,
";
/// A replaced handset, a new one, another password, and faults at another base.
const NOW: &str = "\
201,Invented-Ulme-1,Anna Berg,029E74A599,7C2F80123456,
202,Invented-Linde-2,Bela Cron,02B6EC8AA6,7C2F80123456,
203,Invented-Linde-3,Cora Dahl,00092263A1,7C2F80123456,
204,Invented-Linde-4,Dora Elm,,7C2F80123456,
301,Invented-Linde-5,Emil Fuchs,1298765E12,7C2F80654321,
3<2,Invented-Linde-6,\"Fred \"\"F\"\" Gans\",02B6EC8AA7,7C2F80654321,101
303,304,Gerd Hahn,0298765E12,7C2F8065432,
";

/// Runs the program on a roster and returns its HTML report.
fn report(given: &Given, line: &str, roster: &str, rows: &str) -> String {
    given.write(roster, format!("{SITE_HEADER}\n{rows}"));
    let args = line.split(' ').chain([roster, "--report", "report.html"]);
    let then = given.when_args(args);
    assert_eq!(then.stderr.is_empty(), then.code == 0, "{}", then.stderr);
    then.text("report.html")
}

/// The report of a build with some of everything.
fn small_report(given: &Given) -> String {
    report(given, "build --out site", "roster.csv", BEFORE);
    report(given, "build --out site", "roster.csv", NOW)
}

/// The text between two marks, the first time.
fn between<'p>(page: &'p str, start: &str, end: &str) -> &'p str {
    let (_, rest) = page.split_once(start).unwrap();
    rest.split_once(end).unwrap().0
}

#[cfg(unix)]
#[test]
fn a_small_report_says_all_of_a_run() {
    let given = given().env("SOURCE_DATE_EPOCH", "1764000000");
    let page = small_report(&given);
    insta::assert_snapshot!("small", between(&page, "<main>", "<script>"));
}

#[test]
fn a_plan_and_a_check_say_what_they_are() {
    let given = given();
    let line = "plan --out site --window-start now --window-duration 1h";
    let plan = report(&given, line, "roster.csv", BEFORE);
    assert!(plan.contains("<p>Registration window: open, from "));
    assert!(plan.contains("Plan: 4 to add, 0 to replace, 0 to remove on 2 bases."));
    assert!(plan.contains("What would change") && plan.contains("to be written"));
    assert!(plan.contains("No problems found."));
    let check = report(&given, "check", "roster.csv", NOW);
    assert!(check.contains("The roster has errors: correct them and check again."));
    assert!(!check.contains("id=\"bases\"") && !check.contains("id=\"changes\""));
}

#[test]
fn no_password_is_in_the_page() {
    let page = small_report(&given());
    assert!(page.contains("password"), "the field is named");
    assert!(!page.contains("Invented-"));
}

#[test]
fn the_page_asks_for_nothing_and_allows_only_itself() {
    let page = small_report(&given());
    for outside in [
        "http://", "https://", "//", "@import", "url(", "src=", "<link", "style=\"",
    ] {
        let page = page.replace("\n// ", "\n").replace(" // ", " ");
        assert!(!page.contains(outside), "{outside}");
    }
    let policy = between(&page, "Content-Security-Policy\" content=\"", "\"");
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    for (directive, start, end) in [
        ("style-src", "<style>", "</style>"),
        ("script-src", "<script>", "</script>"),
    ] {
        assert_eq!(page.matches(start).count(), 1);
        let hash = sha256(between(&page, start, end));
        assert!(
            policy.contains(&format!("{directive} 'sha256-{hash}'")),
            "{policy}"
        );
    }
}

fn sha256(text: &str) -> String {
    use base64::Engine as _;
    use sha2::Digest as _;
    base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(text))
}

#[cfg(unix)]
#[test]
fn what_a_roster_holds_stays_text() {
    let name = "<img src=x onerror=alert(1)>.csv";
    let rows = "\
<script>alert(1)</script>,Invented-1,<script>alert(2)</script>,</td></table>,7C2F80123456,\"'\"\" onload=alert(3)\"
302,Invented-2,\"\"\"</script><script>alert(4)\",02B6EC8AA7,7C2F80123456,&lt;
";
    let page = report(&given(), "check", name, rows);
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(
        page.matches("</table>").count(),
        page.matches("<table ").count()
    );
    assert!(!page.contains("<img"));
    assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;.csv"));
    assert!(page.contains("&#x27;&quot; onload=alert(3)"));
    assert!(page.contains("&amp;lt;"));
}

/// Counts what it is given and keeps nothing.
#[derive(Default)]
struct Counter {
    bytes: usize,
    biggest: usize,
}

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes += bytes.len();
        self.biggest = self.biggest.max(bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn many_findings_are_written_as_they_come() {
    let given = given();
    let path = given.path("roster.csv");
    given.write("roster.csv", format!("{SITE_HEADER}\n{NOW}"));
    let sheets = input::read(&Source::from(path), &ReadOptions::default()).unwrap();
    let rules = Rules::default();
    let mut collector = dect_roster::finding::Collector::new(&rules);
    let roster = Roster::new(sheets, &Reading::default(), &mut collector);
    let finding = |number: u32| Finding {
        place: Place::cell(0, 2 + number % 7, 3),
        field: None,
        problem: Problem::MissingIpui,
        severity: Severity::Warning,
        related: None,
    };
    let outcome = Outcome {
        command: "check",
        roster: &roster,
        out: None,
        accounts: None,
        started: chrono::NaiveDateTime::default(),
        signals_changes: false,
        shard: dect_roster::settings::shard::Shard::WHOLE,
        rows: RowCounts::default(),
        findings: (0..20_000).map(finding).collect(),
        bases: Vec::new(),
        deregistrations: 0,
        reassignments: 0,
        given_up: 0,
        window_request: dect_roster::site::outcome::WindowRequest::Nothing,
        ending: Ending::Done,
    };
    let mut counter = Counter::default();
    dect_roster::report::write(Format::Html, &outcome, &mut counter).unwrap();
    assert!(counter.bytes > 20_000 * 20, "{}", counter.bytes);
    assert!(counter.biggest <= 64 * 1024, "{}", counter.biggest);
}

/// A browser, where one is installed.
fn chromium() -> Option<&'static str> {
    ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|name| {
            let mut version = Command::new(name);
            version
                .arg("--version")
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            version.status().is_ok_and(|status| status.success())
        })
}

/// The page as the browser has it after its script ran.
fn dump(browser: &str, page: &Path, hash: &str) -> String {
    let profile = tempfile::tempdir().unwrap();
    let output = Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
        ])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg("--dump-dom")
        .arg(format!("file://{}{hash}", page.display()))
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// The codes of the findings that are to be seen.
fn shown_codes(dom: &str) -> Vec<&str> {
    let tag = |element: &'_ str| element.split_once('>').unwrap().0.to_owned();
    let mut codes = Vec::new();
    for group in dom.split("<section class=\"group").skip(1) {
        let (group, _) = group.split_once("</section>").unwrap();
        if tag(group).contains(" hidden") {
            continue;
        }
        let batches = group.split("<tbody").skip(1);
        let rows = batches
            .filter(|batch| !tag(batch).contains("sheet"))
            .flat_map(|batch| batch.split("<tr").skip(1))
            .filter(|row| !tag(row).contains("hidden"));
        let code = between(group, "data-code=\"", "\"");
        codes.extend(std::iter::repeat_n(code, rows.count()));
    }
    codes
}

#[test]
fn five_thousand_findings_are_a_page_to_send_by_mail() {
    let given = given();
    // Nine faults, as people make them; half of the messages quote the cell.
    let mut rows = String::new();
    for row in 0..5_000_u32 {
        let (mut ipui, mut mac, mut extension) = (
            format!("02{:08X}", row * 977),
            "7C2F80123456",
            format!("{}", 10_000 + row),
        );
        match row % 9 {
            0 => ipui.replace_range(2..3, "O"),
            1 => ipui.push('0'),
            2 => mac = "192.168.1.10",
            3 => extension.push('<'),
            4 => ipui = "10727 0304537 4".into(),
            5 => mac = "7C2F8012345",
            6 => ipui = format!("1D{row:08X}"),
            7 => ipui.truncate(8),
            _ => extension.clear(),
        }
        writeln!(rows, "{extension},Invented-{row}x,Name {row},{ipui},{mac},").unwrap();
    }
    let page = report(&given, "check", "roster.csv", &rows);
    assert!(
        shown_codes(&page).len() >= 5_000,
        "{}",
        shown_codes(&page).len()
    );
    assert!(page.len() < 1_000_000, "{} bytes", page.len());
}

#[test]
fn the_filter_works_in_a_browser() {
    if left_to_sweeps("the_filter_works_in_a_browser") {
        return;
    }
    let Some(browser) = chromium() else {
        #[allow(clippy::print_stderr)] // Whoever runs the tests is to see that one did nothing.
        {
            eprintln!("skipped: no Chromium is installed");
        }
        return;
    };
    let given = given();
    let page = small_report(&given);
    let all = shown_codes(&page).len();
    let mut seen = String::new();
    for hash in [
        "",
        "#severity=error",
        "#severity=warning&code=missing-ipui",
        "#code=no-such-code",
        "#base=7c:2f:80:12:34:56",
        "#q=ipui%20PACKAGING",
        "#severity=info&q=nowhere",
        "#findings",
    ] {
        let dom = dump(browser, &given.path("report.html"), hash);
        let form = between(&dom, "<form id=\"filter\"", ">");
        assert!(!form.contains("hidden"), "the script did not run: {form}");
        let shown = between(&dom, "id=\"shown\"", "</p>")
            .split_once('>')
            .unwrap()
            .1;
        let codes = shown_codes(&dom);
        let none = between(&dom, "<p id=\"none\"", ">");
        assert_eq!(none.contains("hidden"), !codes.is_empty());
        writeln!(seen, "{hash:?}: {shown}: {}", codes.join(" ")).unwrap();
        if hash.is_empty() {
            assert_eq!(codes.len(), all);
        }
    }
    insta::assert_snapshot!("filtered", seen);
}
