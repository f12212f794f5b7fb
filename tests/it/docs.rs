//! The documentation says what the program does: its examples are run, and the page of codes is
//! what the table of codes gives.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use dect_roster::finding::{Code, Severity};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::harness::{Given, given, repository};

/// How the examples start the program in a clone.
const FROM_SOURCE: [&str; 2] = ["cargo run --release --", "cargo run -q --release --"];

/// Set to rewrite the page of codes, and the output in the examples.
const UPDATE: &str = "UPDATE_DOCS";

/// A directory with the samples and the script for the night, as in the repository, and `live`, a site
/// that another server keeps.
fn given_samples() -> Given {
    let samples = fs::read_dir(repository("samples")).unwrap();
    let script = "packaging/cron/dect-roster-nightly";
    let live = "7C2F80123456.xml";
    let live_source = repository("tests/fixtures/other-server").join(live);
    let given = given()
        .file(script, fs::read(repository(script)).unwrap())
        .file(&format!("live/{live}"), fs::read(live_source).unwrap());
    samples.fold(given, |given, sample| {
        let sample = sample.unwrap();
        let name = format!("samples/{}", sample.file_name().to_str().unwrap());
        given.file(&name, fs::read(sample.path()).unwrap())
    })
}

/// A page with the output of each command in its console blocks as it is now. The commands of a page
/// run one after the other in one directory.
fn with_real_output(page: &str) -> (String, usize) {
    let given = given_samples();
    let mut text = String::new();
    let mut commands = 0;
    let mut in_console = false;
    for line in page.lines() {
        if !in_console {
            in_console = line == "```console";
            text.extend([line, "\n"]);
        } else if line == "```" {
            in_console = false;
            text.extend([line, "\n"]);
        } else if let Some(command) = line.strip_prefix("$ ") {
            commands += 1;
            let command = FROM_SOURCE
                .iter()
                .fold(command.to_owned(), |command, cargo| {
                    command.replace(cargo, "dect-roster")
                });
            // Two minutes later, on 2026-11-23.
            let clock = 1_795_400_000 + 120 * commands;
            let then = given.when_shell(&format!("export SOURCE_DATE_EPOCH={clock}; {command}"));
            text.extend([line, "\n", &then.stdout, &then.stderr]);
        }
    }
    (text, commands)
}

fn pages() -> Vec<PathBuf> {
    let docs = fs::read_dir(repository("docs")).unwrap();
    let mut pages: Vec<_> = docs
        .map(|page| page.unwrap().path())
        .filter(|page| page.extension().is_some_and(|ending| ending == "md"))
        .collect();
    pages.sort();
    pages.insert(0, repository("README.md"));
    pages
}

#[track_caller]
fn assert_page(page: &PathBuf, expected: &str) {
    if std::env::var_os(UPDATE).is_some() {
        fs::write(page, expected).unwrap();
    }
    let text = fs::read_to_string(page).unwrap_or_default();
    let differs = text
        .lines()
        .zip(expected.lines())
        .find(|(said, real)| said != real);
    assert!(
        text == expected,
        "{} is not up to date: {differs:?}\nrun the tests with {UPDATE}=1 and look at what changed",
        page.display()
    );
}

#[test]
fn examples_print_what_the_pages_show() {
    let mut commands = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        let (real, run) = with_real_output(&text);
        assert_page(&page, &real);
        commands += run;
    }
    assert!(commands > 5, "only {commands} commands were found");
}

/// Where the links and pictures of a page lead.
fn links(page: &str) -> Vec<String> {
    Parser::new_ext(page, Options::ENABLE_TABLES)
        .filter_map(|event| match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                Some(dest_url.into_string())
            }
            _ => None,
        })
        .collect()
}

/// What may stand behind the `#` of a link to a page: its headings in small letters, without signs,
/// and with hyphens for spaces.
fn anchors(page: &str) -> Vec<String> {
    let mut anchors = Vec::new();
    let mut heading: Option<String> = None;
    for event in Parser::new_ext(page, Options::ENABLE_TABLES) {
        match (event, &mut heading) {
            (Event::Start(Tag::Heading { .. }), _) => heading = Some(String::new()),
            (Event::Text(part) | Event::Code(part), Some(text)) => text.push_str(&part),
            (Event::End(TagEnd::Heading(_)), _) => anchors.extend(heading.take().map(|text| {
                text.to_lowercase()
                    .replace(' ', "-")
                    .replace(|c: char| !c.is_alphanumeric() && c != '-' && c != '_', "")
            })),
            _ => {}
        }
    }
    anchors
}

#[test]
fn every_link_of_a_page_leads_to_something_that_is_there() {
    let beside = [
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "SECURITY.md",
        "samples/README.md",
    ];
    let beside = beside.map(repository).into_iter();
    let mut checked = 0;
    for page in pages()
        .into_iter()
        .chain(beside.filter(|page| page.exists()))
    {
        let text = fs::read_to_string(&page).unwrap();
        for link in links(&text) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            checked += 1;
            let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = if path.is_empty() {
                page.clone()
            } else {
                page.parent().unwrap().join(path)
            };
            assert!(target.exists(), "{}: {link}", page.display());
            assert!(
                anchor.is_empty()
                    || anchors(&fs::read_to_string(&target).unwrap())
                        .iter()
                        .any(|there| there == anchor),
                "{}: no heading for {link}",
                page.display()
            );
        }
    }
    assert!(checked > 20, "only {checked} links were found");
}

/// The map of the code, and the files to touch for each kind of change, name files and folders.
#[test]
fn paths_in_the_pages_of_contributors_exist() {
    let paths = |page: &str, begin: &str| -> Vec<String> {
        let text = fs::read_to_string(repository(page)).unwrap();
        let names = text.split('`').skip(1).step_by(2);
        names
            .filter(|name| name.contains('/') && !name.contains([' ', '<', '\n']))
            .filter(|name| name.starts_with(begin))
            .map(str::to_owned)
            .collect()
    };
    // The tables of measurements name files of that day.
    for (page, begin, enough) in [
        ("CONTRIBUTING.md", "", 50),
        ("docs/testing.md", "tests/", 15),
    ] {
        let paths = paths(page, begin);
        assert!(paths.len() > enough, "{page}: {paths:?}");
        for path in paths {
            assert!(repository(&path).exists(), "{page}: {path}");
        }
    }
}

#[test]
fn the_change_of_each_kind_has_its_section() {
    let text = fs::read_to_string(repository("CONTRIBUTING.md")).unwrap();
    for kind in ["finding", "device", "operating system", "table", "report"] {
        assert!(text.contains(&format!("### Another {kind}\n")), "{kind}");
    }
}

#[test]
fn the_page_of_codes_is_what_the_table_gives() {
    assert_page(&repository("docs/codes.md"), &page_of_codes());
}

fn page_of_codes() -> String {
    let mut page = String::from(
        "# Codes\n\n\
         What the program may find, in a roster and in the files in place. Each code is a name that \
         stays: a code is never given to another fault.\n\n\
         - **error**: the row is refused, or the base keeps its file.\n\
         - **warning**: it goes through, and somebody should look at it.\n\
         - **info**: it is only said.\n\n\
         Under `[rules]` in `dect-roster.toml` the severity of a code can be set to `error`, \
         `warning` or `off`; not so where letting it pass would write a wrong file, and then it \
         says \"always\" below. `dect-roster explain CODE` prints the same texts.\n\n\
         This page is made from the table in `src/finding/code.rs`; a test compares the two.\n",
    );
    let mut group = None;
    for code in Code::ALL {
        let info = code.info();
        if group != Some(info.group) {
            writeln!(page, "\n## {}", info.group.title()).unwrap();
            group = Some(info.group);
        }
        let severity = match (info.severity, info.fixed) {
            (Severity::Error, true) => "error, always".to_owned(),
            (severity, _) => severity.to_string(),
        };
        writeln!(
            page,
            "\n### `{}`\n\n*{severity}*. {} {}\n\n{}",
            info.name, info.meaning, info.why, info.cure
        )
        .unwrap();
    }
    page
}
