//! One base: from its rows and its file in place to its new file.

use crate::assign::{self, Wish};
use crate::config::OnError;
use crate::error::Error;
use crate::finding::{Collector, Finding, Place, Problem};
use crate::handset::{Handset, Identity};
use crate::options::Options;
use crate::page::{Page, Slot, Window};
use crate::plan::{self, BasePlan, Status};
use crate::publish::{Directory, InPlace, Staged};
use crate::published::{self, Published};
use crate::render::{RenderError, Rendered, Renderer};
use crate::roster::Roster;
use crate::validate;
use crate::value::{Extension, Mac, Position};

/// The rows that name one base.
#[derive(Debug, Default)]
pub(super) struct BaseRows<'a, 'r> {
    /// Those without an error.
    pub(super) accepted: Vec<&'a Identity<'r>>,
    /// How many have one.
    pub(super) rejected: usize,
}

/// What the bases of a run have in common.
pub(super) struct Site<'a, 'r> {
    pub(super) roster: &'r Roster,
    pub(super) options: &'a Options,
    pub(super) renderer: &'a Renderer<'r>,
    pub(super) directory: &'a Directory,
}

/// What became of a base.
pub(super) struct Base {
    pub(super) plan: BasePlan,
    pub(super) staged: Option<Staged>,
    pub(super) findings: Vec<Finding>,
}

/// What is in place, understood.
struct Present {
    bytes: Option<Vec<u8>>,
    says: Published,
}

impl Site<'_, '_> {
    /// Does one base.
    pub(super) fn base(&self, mac: Mac, rows: &BaseRows<'_, '_>) -> Result<Base, Error> {
        let present = match self.present(mac) {
            Ok(present) => present,
            Err(problem) => return Ok(self.held(mac, 0, Some(problem))),
        };
        let used = plan::used(&present.says);
        let nothing_to_write = rows.accepted.is_empty();
        if rows.rejected > 0 && (self.options.on_error == OnError::Hold || nothing_to_write) {
            return Ok(self.held(mac, used, None));
        }
        let rendered = match self.render(mac, rows, &present.says) {
            Ok(rendered) => rendered,
            Err(RenderError::Template(error)) => return Err(error.into()),
            Err(error) => {
                let problem = Problem::TemplateMismatch(error.to_string().into());
                return Ok(self.held(mac, used, Some(problem)));
            }
        };
        if present
            .bytes
            .as_ref()
            .is_some_and(|bytes| *bytes == rendered.bytes || present.says == rendered.says)
        {
            return Ok(Base {
                plan: without_changes(mac, Status::Unchanged, used),
                staged: None,
                findings: Vec::new(),
            });
        }
        if present.bytes.is_some() {
            return Ok(self.held(mac, used, Some(Problem::FileInPlace)));
        }
        let staged = self
            .directory
            .stage(mac, &rendered.bytes, self.options.mode)?;
        let plan = BasePlan {
            changes: plan::changes(&present.says, &rendered.says),
            deregistrations: plan::deregistrations(&present.says, &rendered.says),
            ..without_changes(mac, Status::Written, plan::used(&rendered.says))
        };
        Ok(Base {
            plan,
            staged: Some(staged),
            findings: Vec::new(),
        })
    }

    fn held(&self, mac: Mac, used: usize, problem: Option<Problem>) -> Base {
        let mut findings = Collector::new(&self.options.rules);
        if let Some(problem) = problem {
            findings.add(Place::Base(mac), None, problem, None);
        }
        Base {
            plan: without_changes(mac, Status::Held, used),
            staged: None,
            findings: findings.into_findings(),
        }
    }

    /// What the base's file says now.
    fn present(&self, mac: Mac) -> Result<Present, Problem> {
        let bytes = match self.directory.in_place(mac) {
            InPlace::Absent => {
                return Ok(Present {
                    bytes: None,
                    says: Published::empty(),
                });
            }
            InPlace::Unreadable(why) => return Err(Problem::UnreadableFileInPlace(why.into())),
            InPlace::File(bytes) => bytes,
        };
        let says = published::read(&bytes)
            .map_err(|error| Problem::UnreadableFileInPlace(error.to_string().into()))?;
        match says.mac {
            Some(named) if named != mac => {
                Err(Problem::MacMismatchInPlace(named.to_string().into()))
            }
            _ => Ok(Present {
                bytes: Some(bytes),
                says,
            }),
        }
    }

    fn render(
        &self,
        mac: Mac,
        rows: &BaseRows<'_, '_>,
        present: &Published,
    ) -> Result<Rendered, RenderError> {
        let handsets: Vec<Handset<'_>> = rows
            .accepted
            .iter()
            .filter_map(|identity| {
                validate::handset(self.roster, identity.row, &self.options.rules)
            })
            .collect();
        let wishes: Vec<_> = handsets.iter().map(wish).collect();
        let placed = assign::assign(present, &wishes, &[]).map_err(|assign::Full| {
            RenderError::Mismatch("the base has too few positions".into())
        })?;
        let slots: Vec<_> = placed
            .iter()
            .map(|(position, index)| slot(&handsets[index], position, present))
            .collect();
        let mut page = Page {
            mac,
            slots,
            vacated: assign::vacated(present, &placed, &[]).collect(),
            version: present
                .version
                .clone()
                .unwrap_or_else(|| self.options.version.clone()),
            window: None,
        };
        page.window = self.window(&page);
        self.renderer.render(&page)
    }

    /// A window only for a base with a handset: an open one keeps people from registering by hand.
    fn window(&self, page: &Page<'_>) -> Option<Window> {
        let registration = &self.options.registration;
        let asked = registration.start.is_some() || registration.duration.is_some();
        let start = registration.start.map(crate::options::Start::time);
        (asked && page.has_handset()).then(|| Window::starting(start, registration.duration))
    }
}

fn without_changes(mac: Mac, status: Status, used: usize) -> BasePlan {
    BasePlan {
        mac,
        status,
        used,
        changes: Vec::new(),
        deregistrations: 0,
    }
}

fn wish<'a>(handset: &'a Handset<'_>) -> Wish<'a> {
    Wish {
        position: handset.position,
        ipui: handset.ipui,
        extension: Extension::as_str(&handset.extension),
    }
}

/// A row without an IPUI leaves the handset that the position has.
fn slot<'a>(handset: &'a Handset<'_>, position: Position, present: &Published) -> Slot<'a> {
    let ipui = handset.ipui.or_else(|| present.account(position).ipui());
    Slot::of(handset, position, ipui)
}
