//! A provisioning file, whoever wrote it, in a directory that the commands are given.

use std::fs;
use std::path::Path;

use chrono::DateTime;
use clap::Parser;
use dect_roster::command::cli::{Cli, Command};
use dect_roster::command::{export, handout, options};
use dect_roster::device::Device;
use dect_roster::device::from::from_file;
use dect_roster::device::published::Published;
use dect_roster::device::template::Template;
use dect_roster::finding::Collector;
use dect_roster::input::{self, Source};
use dect_roster::report;
use dect_roster::roster::Roster;
use dect_roster::settings::Limits;
use dect_roster::settings::{Clock, Format, ReadOptions, TemplateChoice};
use dect_roster::site::Job;
use dect_roster::value::{Hidden, Ipui};
use tempfile::TempDir;

use super::{PASSWORD, render::built_in, scratch};

const BASE: &str = "7C2F80123456";
const ROSTER: &str = "extension,password,display_name,ipui,base_mac\n\
    201,Other-1,Anna,029E74A599,7C2F80123456\n";

/// A directory with the file of one base.
fn site(bytes: &[u8]) -> TempDir {
    let site = scratch();
    fs::create_dir(site.path().join("out")).unwrap();
    fs::write(site.path().join("out").join(file_name(bytes)), bytes).unwrap();
    site
}

/// The device that a file looks like.
fn device(bytes: &[u8]) -> &'static Device {
    let head = &bytes[..bytes.len().min(4096)];
    Device::recognized(head).unwrap_or(Device::DEFAULT)
}

fn file_name(bytes: &[u8]) -> String {
    device(bytes).layout.file_name(BASE.parse().unwrap())
}

/// A roster of one row is built over the file.
pub fn build_over(bytes: &[u8]) {
    let site = site(bytes);
    let file = site.path().join("out").join(file_name(bytes));
    let first = build(site.path());
    let written = fs::read(&file).unwrap();
    match device(bytes).read(&written) {
        Ok(says) => {
            let added = "029E74A599".parse::<Ipui>().unwrap();
            let is_there = says.handsets().any(|(_, ipui)| ipui == added);
            assert!(is_there || written == bytes, "written without the handset");
        }
        Err(_) => assert!(written == bytes, "a file that cannot be read is replaced"),
    }
    if !password_is_elsewhere(bytes) {
        assert!(!first.contains(PASSWORD), "a report has the password");
    }
    build(site.path());
    assert!(fs::read(&file).unwrap() == written, "the second run writes");
}

/// Builds, and returns the reports.
fn build(site: &Path) -> String {
    let [roster, out] = ["roster.csv", "out"].map(|name| site.join(name).display().to_string());
    fs::write(&roster, ROSTER).unwrap();
    let line = [
        "dect-roster",
        "build",
        &roster,
        "--out",
        &out,
        "--window-start",
        "now",
    ];
    let Command::Build { run, site } = Cli::try_parse_from(line).unwrap().command else {
        unreachable!("build was asked for");
    };
    let clock = Clock::Fixed(DateTime::from_timestamp(1_764_000_000, 0).unwrap());
    let mut options = options::resolve(run, Some(&site), clock).unwrap();
    options.lists_changes = true;
    let mut found = Collector::new(&options.rules);
    let sheets = input::read(&Source::from(options.rosters[0].clone()), &options.read).unwrap();
    let roster = Roster::new(sheets, &options.reading, &mut found);
    let job = Job {
        roster: &roster,
        options: &options,
        template: built_in(Device::DEFAULT),
        out: &site.out,
        progress: &|_, _| (),
        committing: &|| {},
    };
    let (outcome, _) = job.build(found.into_findings()).unwrap();
    let mut reports = Vec::new();
    for format in [Format::Csv, Format::Json, Format::Html] {
        report::write(format, &outcome, &mut reports).unwrap();
    }
    report::terminal::write(&outcome, &mut reports, 80, report::Closing::default()).unwrap();
    String::from_utf8(reports).unwrap()
}

/// The file as a list for people, and as a roster.
pub fn lists(bytes: &[u8]) {
    let site = site(bytes);
    let from = site.path().join("out");
    let says = device(bytes).read(bytes);
    let handsets = |says: &Published| says.handsets().count();
    for name in ["list.csv", "list.html", "list.xlsx"] {
        let to = site.path().join(name);
        let (mut out, mut notes) = (Vec::new(), Vec::new());
        let done = handout::run(&from, &to, &mut out, &mut notes).unwrap();
        let (out, notes) = [out, notes]
            .map(|text| String::from_utf8(text).unwrap())
            .into();
        let listed = number(out.rsplit(": ").next().unwrap());
        match (&says, done.code) {
            (Ok(says), 0) => assert_eq!(listed, handsets(says)),
            (Err(_), 0) => panic!("a file that cannot be read is listed"),
            _ => assert_eq!(listed, 0),
        }
        let list = fs::read(&to).unwrap();
        if name.ends_with("xlsx") {
            input::read(&Source::Path(to), &ReadOptions::default()).unwrap();
            continue;
        }
        let list = String::from_utf8(list).unwrap();
        let shown = |c: char| c == '\n' || !c.is_control();
        assert!(list.chars().all(shown), "a control character");
        if !password_is_elsewhere(bytes) {
            assert!(!list.contains(PASSWORD) && !notes.contains(PASSWORD));
        }
    }
    let to = site.path().join("back.csv");
    let mut notes = Vec::new();
    let done = export::run(&from, &to, true, &mut Vec::new(), &mut notes).unwrap();
    assert!(says.is_ok() || done.code > 0);
    let notes = String::from_utf8(notes).unwrap();
    let exported = notes.lines().find(|line| line.ends_with(" exported."));
    let exported = number(exported.unwrap());
    if exported > 0 {
        let sheets = input::read(&Source::Path(to), &ReadOptions::default()).unwrap();
        let rows: usize = sheets.iter().map(|sheet| sheet.rows().count()).sum();
        assert_eq!(rows, 1 + exported);
    }
}

/// The number that a text begins with.
fn number(text: &str) -> usize {
    text.split(' ').next().unwrap().parse().unwrap()
}

/// A template is made of the file.
pub fn template_from(bytes: &[u8]) {
    let made = match from_file(bytes) {
        Ok(made) => made,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    if !password_is_elsewhere(bytes) {
        assert!(!made.source.contains(PASSWORD) && !made.left_out.concat().contains(PASSWORD));
    }
    assert_eq!(from_file(bytes).unwrap().source, made.source);
    let path = super::file("made.xml", made.source.as_bytes());
    Template::load(&TemplateChoice::File(path), Limits::default()).unwrap();
}

/// Whether the password that the inputs of these targets use is more than the password of accounts.
fn password_is_elsewhere(bytes: &[u8]) -> bool {
    let Ok(says) = device(bytes).read(bytes) else {
        return false;
    };
    let of_accounts = says
        .accounts()
        .filter(|(_, account)| account.password.map(Hidden::expose) == Some(PASSWORD))
        .count();
    let text = String::from_utf8_lossy(bytes);
    text.matches(PASSWORD).count() != of_accounts
}
