//! What each stage of a run costs:
//!
//! ```text
//! cargo bench --bench stages
//! cargo bench --bench stages -- rendering
//! ```

#![allow(clippy::unwrap_used, reason = "a benchmark that fails may say so")]

#[path = "../examples/make_roster/roster.rs"]
mod made;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use dect_roster::device::Device;
use dect_roster::device::page::{Page, Slot};
use dect_roster::device::published::HandsetCode;
use dect_roster::device::render::{Rendered, Renderer};
use dect_roster::device::template::Template;
use dect_roster::finding::{Collector, Rules};
use dect_roster::input::{self, Source};
use dect_roster::roster::Roster;
use dect_roster::settings::Limits;
use dect_roster::settings::ReadOptions;
use dect_roster::settings::Reading;
use dect_roster::settings::TemplateChoice;
use dect_roster::site::assign::{self, Wish};
use dect_roster::validate;
use dect_roster::value::Position;
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use tempfile::TempDir;

const ROWS: usize = 10_000;
/// The first base stands for the others.
const ON_A_BASE: usize = 100;

fn main() {
    divan::main();
}

/// A directory with `roster.csv`.
fn given_roster() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let csv = dir.path().join("roster.csv");
    let shape = made::Shape {
        rows: ROWS as u64,
        per_base: ON_A_BASE as u64,
        seed: 1,
        faulty: false,
    };
    let mut text = Vec::new();
    shape.write(&mut text).unwrap();
    fs::write(&csv, text).unwrap();
    (dir, csv)
}

fn read(path: &Path) -> Roster {
    let source = Source::Path(path.to_owned());
    let sheets = input::read(&source, &ReadOptions::default()).unwrap();
    let rules = Rules::default();
    Roster::new(sheets, &Reading::default(), &mut Collector::new(&rules))
}

#[divan::bench(args = ["csv", "xlsx"])]
fn reading(bencher: Bencher, ending: &str) {
    let (_dir, csv) = given_roster();
    let path = csv.with_extension(ending);
    if path != csv {
        made::save_workbook(File::open(csv).unwrap(), &path).unwrap();
    }
    bencher
        .counter(ItemsCount::new(ROWS))
        .counter(BytesCount::new(fs::metadata(&path).unwrap().len()))
        .bench(|| read(&path));
}

#[divan::bench]
fn validating(bencher: Bencher) {
    let (_dir, csv) = given_roster();
    let roster = read(&csv);
    bencher.counter(ItemsCount::new(ROWS)).bench(|| {
        validate::roster(
            &roster,
            validate::devices::Devices::default(),
            &Rules::default(),
        )
    });
}

/// Calls with the wishes of the first base, its page, and the file that an earlier run wrote for it.
fn with_base(measure: impl FnOnce(&[Wish<'_>], &Renderer<'_>, &Page<'_>, &Rendered)) {
    let (_dir, csv) = given_roster();
    let roster = read(&csv);
    let rules = Rules::default();
    let validated = validate::roster(&roster, validate::devices::Devices::default(), &rules);
    let identities = &validated.identities;
    let handsets: Vec<_> = identities[..ON_A_BASE]
        .iter()
        .map(|identity| {
            validate::handset(&roster, &validated.joined, identity.row, &rules).unwrap()
        })
        .collect();
    let wishes: Vec<_> = handsets
        .iter()
        .map(|handset| Wish {
            position: handset.position,
            ipui: handset.ipui,
            extension: handset.extension.as_str(),
        })
        .collect();
    let slots = Position::first(100)
        .zip(&handsets)
        .map(|(position, handset)| {
            Slot::of(handset, position, handset.ipui.map(HandsetCode::Reserved))
        });
    let page = Page {
        layout: Device::DEFAULT.layout,
        name: None,
        mac: handsets[0].base,
        slots: slots.collect(),
        vacated: Vec::new(),
        version: String::new(),
        window: None,
        profile_name: None,
        in_place: Vec::new(),
    };
    let template = Template::load(&TemplateChoice::from("n720"), Limits::default()).unwrap();
    let renderer = Renderer::new(&template, &roster, &BTreeMap::new(), None);
    measure(&wishes, &renderer, &page, &renderer.render(&page).unwrap());
}

#[divan::bench]
fn reading_a_file_in_place(bencher: Bencher) {
    with_base(|_, _, _, file| {
        bencher
            .counter(ItemsCount::new(ON_A_BASE))
            .counter(BytesCount::of_slice(&*file.bytes))
            .bench(|| Device::DEFAULT.read(&file.bytes));
    });
}

#[divan::bench]
fn placing(bencher: Bencher) {
    with_base(|wishes, _, _, file| {
        bencher
            .counter(ItemsCount::new(ON_A_BASE))
            .bench(|| assign::assign(&file.says, 100, wishes, &[]));
    });
}

/// With reading back what was rendered.
#[divan::bench]
fn rendering(bencher: Bencher) {
    with_base(|_, renderer, page, file| {
        bencher
            .counter(ItemsCount::new(ON_A_BASE))
            .counter(BytesCount::of_slice(&*file.bytes))
            .bench(|| renderer.render(page));
    });
}

/// The whole program, each time into a new directory.
#[divan::bench(sample_count = 20)]
fn building(bencher: Bencher) {
    let (dir, csv) = given_roster();
    bencher
        .counter(ItemsCount::new(ROWS))
        .with_inputs(|| tempfile::tempdir_in(&dir).unwrap())
        .bench_local_values(|out| {
            let mut program = Command::new(env!("CARGO_BIN_EXE_dect-roster"));
            program
                .args(["build", "--quiet", "--out"])
                .args([out.path(), &csv]);
            assert!(program.status().unwrap().success());
            out
        });
}
