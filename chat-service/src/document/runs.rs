//! All that was ever inserted into a text, deleted or not, in its order.

use std::{
    collections::{BTreeMap, HashMap},
    iter::successors,
    mem::take,
};

use super::structs::{Deletion, Id, Insertion};

/// The runs. yrs and Yjs hold about as many pieces.
#[derive(Default)]
pub(super) struct Runs {
    all: Vec<Run>,
    first: Option<usize>,
    /// How many there are; the others in `all` have become part of one.
    count: usize,
    /// Each client's runs, by the clock of their first unit.
    clients: HashMap<u64, BTreeMap<u32, usize>>,
    /// Which update is being taken in.
    update: u64,
    /// How far it is to walk for the cuts that were made.
    cuts: usize,
    /// How many were inserted at the same time as another in the same place.
    shared: usize,
}

/// Units of one client that follow one another, and the run behind them.
struct Run {
    is: Insertion,
    next: Option<usize>,
    /// How many structs of this update are in it.
    structs: u32,
    update: u64,
    is_deleted: bool,
    is_shared: bool,
}

impl Runs {
    /// Another update is taken in from here on.
    pub(super) fn begin(&mut self) {
        self.update += 1;
    }

    /// How many runs there are.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// As many pieces can be walked past to load the text, in whatever order, at most: only
    /// those where two were inserted in the same place at the same time, of all.
    pub(super) fn most_walked(&self) -> usize {
        self.shared * self.count
    }

    /// A run was inserted at the same time as another in the same place.
    pub(super) fn share(&mut self, run: usize) {
        let run = &mut self.all[run];
        self.shared += usize::from(!run.is_shared);
        run.is_shared = true;
    }

    /// What a run is.
    pub(super) fn get(&self, run: usize) -> &Insertion {
        &self.all[run].is
    }

    /// How many pieces yrs and Yjs have of a run: they put the structs of an update
    /// together only when they have all of it.
    pub(super) fn pieces(&self, run: usize) -> usize {
        let Run { is, structs, update, .. } = &self.all[run];
        if *update == self.update { is.units.min(*structs).max(1) as usize } else { 1 }
    }

    /// The runs behind one, or all.
    pub(super) fn behind(&self, run: Option<usize>) -> impl Iterator<Item = usize> {
        let first = run.map_or(self.first, |run| self.all[run].next);
        successors(first, |run| self.all[*run].next)
    }

    /// Every insertion, each client's in the order they were made.
    pub(super) fn insertions(&self) -> impl Iterator<Item = Insertion> + use<'_> {
        self.clients.values().flat_map(|runs| runs.values().map(|run| self.all[*run].is))
    }

    /// A client's insertions that begin with one of these clocks.
    pub(super) fn of(&self, client: u64, from: u32, to: u32) -> impl Iterator<Item = &Insertion> {
        let runs = self.clients.get(&client).map(|runs| runs.range(from..=to));
        runs.into_iter().flatten().map(|(_, run)| &self.all[*run].is)
    }

    /// How many units of a client there are.
    pub(super) fn end(&self, client: u64) -> u32 {
        let last = self.clients.get(&client).and_then(BTreeMap::last_key_value);
        last.map_or(0, |(_, run)| self.all[*run].end())
    }

    /// The run that has a unit, if it is there.
    pub(super) fn find(&self, unit: Id) -> Option<usize> {
        let runs = self.clients.get(&unit.client)?;
        runs.range(..=unit.clock).next_back().map(|(_, run)| *run)
    }

    /// The run that ends with a unit; it is cut there if it goes on.
    pub(super) fn until(&mut self, unit: Id) -> Option<usize> {
        self.cut(Id { clock: unit.clock + 1, ..unit });
        self.find(unit)
    }

    /// The run that begins with a unit; it is cut there if it began before.
    pub(super) fn from(&mut self, unit: Id) -> Option<usize> {
        self.cut(unit);
        self.find(unit)
    }

    /// Puts an insertion behind a run, or at the beginning; the run that it is in then.
    pub(super) fn put(&mut self, new: Insertion, place: Option<usize>) -> usize {
        if let Some(number) = place
            && let run = &mut self.all[number]
            && !run.is_deleted
            && run.goes_on_with(&new)
        {
            let structs = if run.update == self.update { run.structs } else { 1 };
            (run.structs, run.update) = (structs + 1, self.update);
            run.is.units += new.units;
            return number;
        }
        let number = self.all.len();
        let next = match place {
            Some(place) => &mut self.all[place].next,
            None => &mut self.first,
        };
        let next = next.replace(number);
        self.count += 1;
        let (is_deleted, is_shared) = (false, false);
        self.all.push(Run {
            is: new,
            next,
            structs: 1,
            update: self.update,
            is_deleted,
            is_shared,
        });
        self.clients.entry(new.id.client).or_default().insert(new.id.clock, number);
        number
    }

    /// Deletes units. What is deleted is no longer one piece with what is not, and one with
    /// what is deleted beside it.
    pub(super) fn delete(&mut self, Deletion { first, end }: Deletion) {
        self.cut(first);
        self.cut(Id { clock: end, ..first });
        let Some(runs) = self.clients.get(&first.client) else { return };
        let before = runs.range(..first.clock).next_back().map_or(first.clock, |(clock, _)| *clock);
        let near: Vec<usize> = runs.range(before..=end).map(|(_, run)| *run).collect();
        let mut last: Option<usize> = None;
        for run in near {
            self.all[run].is_deleted |= (first.clock..end).contains(&self.all[run].is.id.clock);
            match last {
                Some(last) if self.is_one(last, run) => self.join(last, run),
                _ => last = Some(run),
            }
        }
    }

    /// Whether two runs are one, as both are deleted.
    fn is_one(&self, last: usize, run: usize) -> bool {
        let (before, behind) = (&self.all[last], &self.all[run]);
        let is_next = before.next == Some(run);
        is_next && before.is_deleted && behind.is_deleted && before.goes_on_with(&behind.is)
    }

    /// Makes a run part of the one before it.
    fn join(&mut self, last: usize, run: usize) {
        let Run { is, next, is_shared, .. } = self.all[run];
        let before = &mut self.all[last];
        (before.is.units, before.next) = (before.is.units + is.units, next);
        // Of two that were shared there is one; of one, that.
        self.shared -= usize::from(is_shared && before.is_shared);
        before.is_shared |= is_shared;
        self.count -= 1;
        if let Some(runs) = self.clients.get_mut(&is.id.client) {
            runs.remove(&is.id.clock);
        }
    }

    /// How far yrs has to walk, past as many pieces, for the cuts since this was asked last.
    pub(super) fn take_cuts(&mut self) -> usize {
        take(&mut self.cuts)
    }

    /// Cuts the run that has a unit in front of it.
    pub(super) fn cut(&mut self, unit: Id) {
        let new = self.all.len();
        let Some(run) = self.find(unit) else { return };
        let run = &mut self.all[run];
        let units = unit.clock - run.is.id.clock;
        if units == 0 || units >= run.is.units {
            return;
        }
        let left = Some(Id { clock: unit.clock - 1, ..unit });
        let is = Insertion { id: unit, units: run.is.units - units, left, ..run.is };
        let rest = Run { is, ..*run };
        // yrs reads what is before the cut, copies what is behind, and makes room for it.
        self.cuts += units as usize / 256 + rest.is.units as usize / 4096;
        (run.is.units, run.next) = (units, Some(new));
        self.count += 1;
        self.shared += usize::from(rest.is_shared);
        self.all.push(rest);
        let runs = self.clients.entry(unit.client).or_default();
        runs.insert(unit.clock, new);
        self.cuts += runs.len() / 1024;
    }
}

impl Run {
    /// The clock behind its last unit.
    fn end(&self) -> u32 {
        self.is.id.clock + self.is.units
    }

    /// Whether it is one run with an insertion that is put behind it.
    fn goes_on_with(&self, new: &Insertion) -> bool {
        let Insertion { id: Id { client, clock }, left, right, .. } = *new;
        let last = Id { client: self.is.id.client, clock: self.end() - 1 };
        (client, clock) == (last.client, self.end()) && right == self.is.right && left == Some(last)
    }
}
