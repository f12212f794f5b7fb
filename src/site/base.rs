//! One base: from its rows and its file in place to its new file. Nothing here touches the disk.

use std::collections::BTreeSet;

use super::carried;
use super::own::{self, Own};
use super::rejected::{Clue, Rejected, Touched};
use super::window;
use crate::device::page::{Page, Slot};
use crate::device::published::{Account, HandsetCode, Published};
use crate::device::render::{RenderError, Rendered, Renderer};
use crate::device::template::Template;
use crate::device::{Device, Fragments};
use crate::error::Error;
use crate::finding::{Collector, Finding, Place, Problem, Severity};
use crate::roster::{Handset, Identity, Roster, RowRef};
use crate::settings::{OnError, Options, OtherItems, RegistrationPin};
use crate::site::assign::{self, Assignment, Full, Wish};
use crate::site::plan::{self, BasePlan, Status};
use crate::validate::{self, Joined};
use crate::value::{Field, Ipui, Mac, Position};

/// The rows that name one base.
#[derive(Debug, Default)]
pub(super) struct BaseRows<'a, 'r> {
    /// Whether there is any, with or without an error.
    pub(super) named: bool,
    /// Those without an error.
    pub(super) accepted: Vec<&'a Identity<'r>>,
}

/// The content of a base's file, where it has one, or why it cannot be used.
pub(super) type InPlace = Result<InDirectory, Problem>;

/// What a directory has of a base.
#[derive(Default)]
pub(super) struct InDirectory {
    /// The content of its file.
    pub(super) bytes: Option<Vec<u8>>,
    /// A file that it has from when it was another device.
    pub(super) former: Option<Former>,
}

/// A file from when a base was another device.
pub(super) struct Former {
    /// Its name.
    pub(super) name: String,
    /// The handsets in it.
    pub(super) handsets: Vec<Ipui>,
}

/// What the bases of a run have in common.
pub(super) struct Site<'a, 'r> {
    pub(super) roster: &'r Roster,
    pub(super) options: &'a Options,
    /// Whether anybody reads what changes, by position.
    pub(super) lists_changes: bool,
    pub(super) template: &'a Template,
    pub(super) renderer: &'a Renderer<'r>,
    pub(super) joined: &'a Joined<'r>,
    /// The templates that rows of bases name.
    pub(super) templates: &'a own::Templates,
    /// Gives the file of a base. It is read anew each time, for a fleet does not fit into memory.
    pub(super) in_place: &'a (dyn Fn(Mac) -> InPlace + Sync),
    pub(super) rejected: &'a Rejected<'a>,
    /// The handsets that the roster names, where rows without a handset make that matter.
    pub(super) named_handsets: &'a BTreeSet<Ipui>,
}

/// What became of a base.
pub(super) struct Base {
    pub(super) plan: BasePlan,
    pub(super) findings: Vec<Finding>,
    /// The handsets in a file that stays whatever the roster says of them.
    pub(super) stays: Vec<Ipui>,
    /// What the file in place knows of the rejected rows.
    pub(super) clues: Vec<Clue>,
    /// What a base that is written would be otherwise.
    pub(super) writing: Option<Box<Writing>>,
    /// Why it keeps its file, for other bases that have to wait for it: a clause.
    pub(super) held_because: &'static str,
}

/// A base that is written, as long as nothing speaks against it.
pub(super) struct Writing {
    /// The new file, until it is staged.
    bytes: Option<Vec<u8>>,
    /// Whether the base had no file.
    pub(super) is_new: bool,
    /// The handsets that the file has now and would not have any more.
    pub(super) leaving: Vec<Ipui>,
    /// Whether it gives up a position that is in use, or leaves an account out.
    takes_away: bool,
    /// The base as it is if it keeps its file.
    held: Base,
}

/// What is in place: a file and what it says, or nothing.
struct Present {
    bytes: Option<Vec<u8>>,
    says: Published,
    /// Everything in the file that is about no account.
    fragments: Option<Fragments>,
}

impl Site<'_, '_> {
    /// Does one base.
    ///
    /// # Errors
    /// What concerns the whole run: the template fails, or the system refuses to write.
    pub(super) fn base(&self, mac: Mac, rows: &BaseRows<'_, '_>) -> Result<Base, Error> {
        let InDirectory { bytes, former } = match (self.in_place)(mac) {
            Ok(found) => found,
            Err(problem) => return Ok(self.unreadable(mac, rows, problem)),
        };
        let handsets = self.handsets(rows);
        if let (Some(bytes), None) = (&bytes, &former)
            && let Some(base) = self.current_at_a_glance(mac, rows, &handsets, bytes)
        {
            return Ok(base);
        }
        let now = match read(mac, self.device(mac), bytes) {
            Ok(now) => now,
            Err(problem) => return Ok(self.unreadable(mac, rows, problem)),
        };
        let touched = self.rejected.touched(mac, &now.says, &rows.accepted);
        let mut base = self.with_file(mac, rows, &handsets, &now, &touched)?;
        // All handsets of a held base stay; of another those that a rejected row may be about.
        if base.plan.status != Status::Held {
            let handset = |(position, _): &(Position, RowRef)| now.says.account(*position).ipui();
            base.stays
                .extend(touched.positions.iter().filter_map(handset));
        }
        base.clues = touched.clues;
        if let Some(former) = former.filter(|_| rows.named) {
            let mut findings = Collector::new(&self.options.rules);
            let named: BTreeSet<_> = rows.accepted.iter().filter_map(|row| row.ipui).collect();
            let missing = former.handsets.iter().filter(|ipui| !named.contains(*ipui));
            let missing = u32::try_from(missing.count()).unwrap_or(u32::MAX);
            let problem = Problem::FormerDevice(former.name.into(), missing);
            findings.add(Place::Base(mac), None, problem, None);
            base.findings.extend(findings.into_findings());
        }
        if base.writing.is_some() {
            base.findings.extend(self.not_on_device(mac, &handsets));
            let mut findings = Collector::new(&self.options.rules);
            if now.bytes.is_none()
                && let Some(problem) = self.unclear_device(mac)
            {
                findings.add(Place::Base(mac), None, problem, None);
            }
            base.findings.extend(findings.into_findings());
        }
        Ok(base)
    }

    /// What is wrong with a new base of which nothing says which device it is.
    pub(super) fn unclear_device(&self, mac: Mac) -> Option<Problem> {
        let is_unclear = self.joined.is_device_unclear(mac);
        is_unclear.then(|| Problem::UnclearDevice(self.device(mac).name))
    }

    /// What the roster says of a base that its device does not have.
    fn not_on_device(&self, mac: Mac, handsets: &[Handset<'_>]) -> Vec<Finding> {
        let mut findings = Collector::new(&self.options.rules);
        if self.device(mac).layout.positions().is_none() {
            let has = |is: fn(&Handset<'_>) -> bool| handsets.iter().any(is);
            let pin = self.own(mac).registration.pin;
            let missing = [
                (has(|it| it.position.is_some()), "positions"),
                (has(|it| it.account_name.is_some()), "names of accounts"),
                (pin == Some(RegistrationPin::Random), "random PIN"),
            ];
            for (_, what) in missing.iter().filter(|(is_given, _)| *is_given) {
                let problem = Problem::NotOnDevice((*what).into());
                findings.add(Place::Base(mac), None, problem, None);
            }
        }
        findings.into_findings()
    }

    /// What device a base is.
    fn device(&self, mac: Mac) -> &'static Device {
        self.joined.device(mac)
    }

    /// Does a base of which it is known what its file says.
    fn with_file(
        &self,
        mac: Mac,
        rows: &BaseRows<'_, '_>,
        handsets: &[Handset<'_>],
        now: &Present,
        touched: &Touched,
    ) -> Result<Base, Error> {
        let touched = &touched.positions;
        let culprit = self
            .rejected
            .of_base(mac)
            .or(touched.first().map(|(_, row)| *row));
        if let Some(row) = self.withheld(mac, rows) {
            return Ok(self.held(mac, &now.says, Problem::BaseHeldForBases, Some(row)));
        }
        let nothing_to_write = rows.accepted.is_empty() && now.bytes.is_none();
        let hold = self.options.on_error == OnError::Hold || nothing_to_write;
        if let Some(row) = culprit.filter(|_| hold) {
            let problem = match self.options.on_error {
                OnError::Skip => Problem::HeldWithoutRows,
                OnError::Hold | OnError::Abort => Problem::BaseHeld,
            };
            return Ok(self.held(mac, &now.says, problem, Some(row)));
        }
        if !rows.named && !self.options.retire_absent {
            return Ok(self.untouched(mac, &now.says));
        }
        let is_here = |ipui: Ipui| handsets.iter().any(|handset| handset.ipui == Some(ipui));
        let is_disputed = |(position, _): &&(Position, RowRef)| {
            let handset = now.says.account(*position).ipui();
            handset.is_some_and(is_here)
        };
        if let Some((_, row)) = touched.iter().find(is_disputed) {
            return Ok(self.held(mac, &now.says, Problem::HeldInDoubt, Some(*row)));
        }
        let kept: Vec<Position> = touched.iter().map(|(position, _)| *position).collect();
        match self.write(mac, handsets, now, &kept) {
            Ok(Some(rendered)) => Ok(self.written(mac, now, rendered, touched)),
            Ok(None) => Ok(Base::staying(
                mac,
                self.device(mac),
                Status::Unchanged,
                &now.says,
            )),
            Err(RenderError::Template(error)) => Err(error.into()),
            Err(error) => Ok(self.held(mac, &now.says, error.into(), None)),
        }
    }

    /// What the file of a base knows of the rejected rows; nothing where it cannot be read.
    pub(super) fn clues(&self, mac: Mac, accepted: &[&Identity<'_>]) -> Vec<Clue> {
        let now = (self.in_place)(mac);
        let now = now.and_then(|found| read(mac, self.device(mac), found.bytes));
        now.map_or_else(
            |_| Vec::new(),
            |now| self.rejected.touched(mac, &now.says, accepted).clues,
        )
    }

    /// The rows of the base, read whole.
    ///
    /// # Panics
    /// When an accepted row has an error now. Without it, its handset would be taken off the base.
    fn handsets<'s>(&'s self, rows: &BaseRows<'_, '_>) -> Vec<Handset<'s>> {
        let read = |row: &&Identity<'_>| {
            validate::handset(self.roster, self.joined, row.row, &self.options.rules)
                .expect("a row that was accepted is read the same way again")
        };
        rows.accepted.iter().map(read).collect()
    }

    /// Sees without reading the whole file in place that it is just what the rows ask for.
    ///
    /// The guess at what it says leads to a page, and the page to a file. Where that has the same
    /// bytes, the file in place says what the page says: each handset is where it was, and placing
    /// it by what the file says gives the same page again.
    fn current_at_a_glance(
        &self,
        mac: Mac,
        rows: &BaseRows<'_, '_>,
        handsets: &[Handset<'_>],
        bytes: &[u8],
    ) -> Option<Base> {
        let guess = self.device(mac).layout.glance(bytes);
        // A rejected row that is about an extension of the file does not matter: it is the extension
        // of an accepted row too, and the file stays.
        let is_disputed = self.withheld(mac, rows).is_some()
            || self.rejected.of_base(mac).is_some()
            || !self
                .rejected
                .touched(mac, &guess, &rows.accepted)
                .positions
                .is_empty();
        if is_disputed || !(rows.named || self.options.retire_absent) {
            return None;
        }
        let mut page = self.page(mac, handsets, &guess, &[]).ok()?;
        let own = self.own(mac);
        page.name = own.name;
        page.window = window::of(own.registration, &page, &guess);
        // Where the bytes of the accounts are the same, so are their extensions, and all items stay.
        let keeps = self.options.other_items == OtherItems::Keep;
        if !own
            .renderer
            .as_ref()
            .unwrap_or(self.renderer)
            .renders_to(&page, bytes, keeps)
        {
            return None;
        }
        let mut base = Base::staying(mac, self.device(mac), Status::Unchanged, &guess);
        base.plan.used = page.slots.len();
        Some(base)
    }

    /// What the base's file is to say, but for the window.
    fn page<'a>(
        &self,
        mac: Mac,
        handsets: &'a [Handset<'_>],
        now: &'a Published,
        kept: &[Position],
    ) -> Result<Page<'a>, RenderError> {
        let device = self.device(mac);
        let has_positions = device.layout.positions().is_some();
        let wish = |handset| wish(handset, has_positions);
        let wishes: Vec<_> = handsets.iter().map(wish).collect();
        let placed = assign::assign(now, device.capacity, &wishes, kept);
        let placed = placed.map_err(|Full| RenderError::Full)?;
        let slots = self.slots(handsets, &placed, now, kept);
        let version = now.version.as_ref().unwrap_or(&self.options.version);
        Ok(Page {
            layout: device.layout,
            mac,
            name: None,
            vacated: assign::vacated(now, &slots),
            slots,
            version: version.clone(),
            window: None,
            profile_name: now
                .profile_name()
                .filter(|_| self.options.other_items == OtherItems::Keep),
            in_place: Vec::new(),
        })
    }

    /// The new file, or nothing when the one in place says the same.
    fn write(
        &self,
        mac: Mac,
        handsets: &[Handset<'_>],
        now: &Present,
        kept: &[Position],
    ) -> Result<Option<Rendered>, RenderError> {
        let mut page = self.page(mac, handsets, &now.says, kept)?;
        let own = self.own(mac);
        let renderer = own.renderer.as_ref().unwrap_or(self.renderer);
        page.name = own.name;
        page.window = window::of(own.registration, &page, &now.says);
        let keeps = self.options.other_items == OtherItems::Keep;
        let fragments = now.fragments.iter().flat_map(Fragments::iter);
        page.in_place = carried::in_place(fragments, &now.says, &page.slots, keeps);
        if let Some(bytes) = &now.bytes {
            // First as if nothing had changed: the version follows a change, it makes none.
            match renderer.render_unless_same(&page, bytes, &now.says)? {
                Some(rendered) if now.says != rendered.says || !rendered.lost.is_empty() => {}
                _ => return Ok(None),
            }
        }
        page.version.clone_from(&self.options.version);
        renderer.render(&page).map(Some)
    }

    /// The rejected row of a bases table that may be about the base, if the run would write it.
    fn withheld(&self, mac: Mac, rows: &BaseRows<'_, '_>) -> Option<RowRef> {
        let is_done = rows.named || self.options.retire_absent;
        is_done.then(|| self.joined.bases.withheld(mac)).flatten()
    }

    /// What the base has of its own.
    fn own(&self, mac: Mac) -> Own<'_> {
        let (bases, options) = (&self.joined.bases, self.options);
        own::of(
            mac,
            self.device(mac),
            bases,
            options,
            self.roster,
            self.template,
            self.templates,
        )
    }

    /// The accounts of a base, by position.
    fn slots<'a>(
        &self,
        handsets: &'a [Handset<'_>],
        placed: &Assignment,
        now: &'a Published,
        kept: &[Position],
    ) -> Vec<Slot<'a>> {
        let slot = |position| match placed.holder(position) {
            Some(index) => {
                let handset = &handsets[index];
                Some(Slot::of(
                    handset,
                    position,
                    self.code(handset, position, now),
                ))
            }
            None => kept
                .contains(&position)
                .then(|| Slot::kept(now.account(position), position)),
        };
        placed.positions().filter_map(slot).collect()
    }

    /// What the file is to say of the handset at a position.
    ///
    /// A row without a handset leaves the one that the file has for the account, unless the roster
    /// gives that handset to another row. A stranger's handset at the position must go, or it would
    /// ring for the wrong person.
    fn code(
        &self,
        handset: &Handset<'_>,
        position: Position,
        now: &Published,
    ) -> Option<HandsetCode> {
        if let Some(ipui) = handset.ipui {
            return Some(HandsetCode::Reserved(ipui));
        }
        let account = now.account(position);
        let own = account.extension() == Some(handset.extension.as_str());
        match account.handset? {
            HandsetCode::Reserved(ipui) if own && !self.named_handsets.contains(&ipui) => {
                account.handset
            }
            HandsetCode::Reserved(_) => Some(HandsetCode::Deregister),
            HandsetCode::Deregister => own.then_some(HandsetCode::Deregister),
        }
    }

    /// A base whose file changes, if nothing that must stay would go.
    fn written(
        &self,
        mac: Mac,
        now: &Present,
        rendered: Rendered,
        touched: &[(Position, RowRef)],
    ) -> Base {
        let mut plan = BasePlan::writing(mac, self.device(mac), &now.says, &rendered.says);
        if self.lists_changes {
            plan.changes = plan::changes(&now.says, &rendered.says);
        }
        // A new file has settings too, but nothing changes.
        if now.bytes.is_none() {
            plan.settings.clear();
        }
        for change in &mut plan.settings {
            change.withhold_settings(&self.options.settings);
        }
        let stays = |position: Position| {
            let (old, new) = (now.says.account(position), rendered.says.account(position));
            old.says_the_same_as(new)
        };
        // Nor may it stay and an accepted row have it too.
        let stands_twice = |position: Position| {
            let kept = rendered.says.account(position);
            let same = |account: Account<'_>| {
                (kept.ipui().is_some() && kept.ipui() == account.ipui())
                    || (kept.extension().is_some() && kept.extension() == account.extension())
            };
            let is_kept = |other| touched.iter().any(|(position, _)| *position == other);
            let mut others = rendered.says.accounts();
            others.any(|(other, account)| !is_kept(other) && same(account))
        };
        if let Some((_, row)) = touched
            .iter()
            .find(|(position, _)| !stays(*position) || stands_twice(*position))
        {
            return self.held(mac, &now.says, Problem::HeldInDoubt, Some(*row));
        }
        let registration = self.options.registration;
        plan.window = rendered.says.window(registration.clock, self.options.now);
        let unopened = window::problem(&now.says, &rendered.says, plan.window);
        let severity = |problem: &Problem| self.options.rules.severity(problem);
        if let Some(problem) = &unopened
            && severity(problem) == Some(Severity::Error)
        {
            return self.held(mac, &now.says, problem.clone(), None);
        }
        let mut findings = Collector::new(&self.options.rules);
        if let Some(problem) = unopened {
            findings.add(Place::Base(mac), None, problem, None);
        }
        if rendered.says.removes_others() {
            findings.add(Place::Base(mac), None, Problem::RemovesOthers, None);
        }
        if let Some(items) = carried::listed(&rendered.lost) {
            let problem = Problem::LostItems(items.into());
            findings.add(Place::Base(mac), None, problem, None);
        }
        let is_there = |ipui| rendered.says.handsets().any(|(_, there)| there == ipui);
        let leaving = now.says.handsets().map(|(_, ipui)| ipui);
        let writing = Writing {
            takes_away: plan.given_up > 0 || plan::removes(&now.says, &rendered.says),
            is_new: now.bytes.is_none(),
            leaving: leaving.filter(|ipui| !is_there(*ipui)).collect(),
            bytes: Some(rendered.bytes),
            held: Base::staying(mac, self.device(mac), Status::Held, &now.says),
        };
        Base {
            plan,
            findings: findings.into_findings(),
            stays: Vec::new(),
            clues: Vec::new(),
            writing: Some(writing.into()),
            held_because: "",
        }
    }

    /// A base whose file stays because of an error: of the roster, in a row, or of the file itself.
    fn held(&self, mac: Mac, now: &Published, problem: Problem, row: Option<RowRef>) -> Base {
        let base = Base::staying(mac, self.device(mac), Status::Held, now);
        self.with_reason(base, problem, row)
    }

    /// Takes a written base back: it keeps its file because of a row.
    pub(super) fn hold(&self, base: &mut Base, problem: Problem, row: RowRef) {
        let held = base.without_new_file();
        *base = self.with_reason(held, problem, Some(row));
    }

    fn with_reason(&self, mut base: Base, problem: Problem, row: Option<RowRef>) -> Base {
        base.held_because = held_because(&problem);
        let related = row.map(|row| self.roster.place(row, Field::BaseMac));
        self.with_finding(base, problem, related)
    }

    /// A base whose file cannot be read. In a directory that other devices use too, that is nothing
    /// special unless a row names the base.
    fn unreadable(&self, mac: Mac, rows: &BaseRows<'_, '_>, problem: Problem) -> Base {
        let nothing = Published::empty(self.device(mac).layout);
        if rows.named || self.options.retire_absent {
            return self.held(mac, &nothing, problem, None);
        }
        let base = Base::staying(mac, self.device(mac), Status::Untouched, &nothing);
        self.with_finding(base, Problem::BaseNotInRoster(None), None)
    }

    /// A base that no row names.
    fn untouched(&self, mac: Mac, now: &Published) -> Base {
        let base = Base::staying(mac, self.device(mac), Status::Untouched, now);
        let handsets = base.plan.handsets_now;
        if handsets == 0 && base.plan.used == 0 {
            // Retired, or never in use: nothing in it could have been forgotten.
            return base;
        }
        let handsets = u32::try_from(handsets).unwrap_or(u32::MAX);
        self.with_finding(base, Problem::BaseNotInRoster(Some(handsets)), None)
    }

    fn with_finding(&self, mut base: Base, problem: Problem, related: Option<Place>) -> Base {
        let mut findings = Collector::new(&self.options.rules);
        findings.add(Place::Base(base.plan.mac), None, problem, related);
        base.findings = findings.into_findings();
        base
    }
}

/// What the base's file says now; a base without one has a file that says nothing.
fn read(mac: Mac, device: &'static Device, bytes: Option<Vec<u8>>) -> Result<Present, Problem> {
    let Some(bytes) = bytes else {
        return Ok(Present {
            bytes: None,
            says: Published::empty(device.layout),
            fragments: None,
        });
    };
    let unreadable = |why: String| Problem::UnreadableFileInPlace(why.into());
    let (says, fragments) = device
        .read_with_fragments(&bytes)
        .map_err(|error| unreadable(error.to_string()))?;
    if let Some(named) = says.mac.filter(|named| *named != mac) {
        return Err(Problem::MacMismatchInPlace(named.to_string().into()));
    }
    if let Some(doubt) = says.doubt() {
        return Err(unreadable(doubt));
    }
    Ok(Present {
        says,
        fragments: Some(fragments),
        bytes: Some(bytes),
    })
}

impl Base {
    /// A base whose file stays as it is.
    fn staying(mac: Mac, device: &'static Device, status: Status, now: &Published) -> Self {
        let plan = BasePlan::staying(mac, device, status, now);
        let stays = match status {
            Status::Held | Status::Untouched => now.handsets().map(|(_, ipui)| ipui).collect(),
            Status::Unchanged | Status::Written => Vec::new(),
        };
        Self {
            plan,
            findings: Vec::new(),
            stays,
            clues: Vec::new(),
            writing: None,
            held_because: "",
        }
    }

    /// Takes the new file out, to stage it.
    pub(super) fn take_file(&mut self) -> Option<Vec<u8>> {
        self.writing.as_mut()?.bytes.take()
    }

    /// The base as it is if it keeps its file.
    ///
    /// # Panics
    /// When it keeps its file already.
    pub(super) fn without_new_file(&mut self) -> Self {
        let writing = self.writing.take().expect("only a written base is held");
        Self {
            clues: std::mem::take(&mut self.clues),
            ..writing.held
        }
    }

    /// The handsets that its file has now and would not have any more.
    pub(super) fn leaving(&self) -> impl Iterator<Item = &Ipui> {
        self.writing.iter().flat_map(|writing| &writing.leaving)
    }

    /// Whether its new file gives up a position that is in use, or leaves an account out.
    pub(super) fn takes_away(&self) -> bool {
        let writing = self.writing.as_ref();
        writing.is_some_and(|writing| writing.takes_away)
    }
}

/// Why a base with this problem keeps its file, as the end of a sentence about another base.
fn held_because(problem: &Problem) -> &'static str {
    match problem {
        Problem::MisnamedFileInPlace(_) | Problem::TwoFilesInPlace(_) => {
            "its present file has a name that it does not ask for"
        }
        Problem::UnreadableFileInPlace(_) => "its present file cannot be read",
        Problem::MacMismatchInPlace(_) => "its present file is for another base",
        Problem::NoPositionLeft => "its rows do not fit its positions",
        Problem::NoWindow(..) | Problem::WindowOver(..) => "it opens no registration window",
        Problem::UnclearDevice(_) => "nothing says which device it is",
        Problem::TemplateMismatch(_) => "the template does not write what was planned for it",
        Problem::HeldWith(_) => "it waits for another base",
        _ => "a rejected row concerns it",
    }
}

impl From<RenderError> for Problem {
    fn from(error: RenderError) -> Self {
        match error {
            RenderError::Full => Self::NoPositionLeft,
            error => Self::TemplateMismatch(error.to_string().into()),
        }
    }
}

fn wish<'a>(handset: &'a Handset<'_>, has_positions: bool) -> Wish<'a> {
    Wish {
        position: handset.position.filter(|_| has_positions),
        ipui: handset.ipui,
        extension: handset.extension.as_str(),
    }
}
