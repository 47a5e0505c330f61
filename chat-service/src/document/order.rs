//! The order of all that was ever inserted into a text, deleted or not.
//!
//! Yjs puts an insertion between what its author saw beside it. What people insert there
//! at once gets the same order everywhere, whoever hears of which first, as long as each
//! insertion stands where its author had two neighbours. With one that does not, the order
//! depends on what was there first: whoever loads the text has another than who saw it
//! grow. yrs and Yjs take such insertions in; so this says, before they do, whether an
//! insertion stands where a client can have made it. yrs does not tell its order, so it
//! is kept here, too.

use std::{
    collections::{BTreeMap, HashMap, HashSet, VecDeque},
    iter::successors,
};

use super::{
    Misfit,
    horizon::Horizon,
    structs::{Id, Insertion},
};

/// The order.
pub(super) struct Order {
    runs: Vec<Run>,
    first: Option<usize>,
    /// Each client's runs, by clock.
    clients: HashMap<u64, Vec<usize>>,
    horizon: Horizon,
}

/// Units of one client that follow one another, and the run behind them.
struct Run {
    is: Insertion,
    next: Option<usize>,
}

impl Order {
    pub(super) fn new() -> Order {
        Order { runs: Vec::new(), first: None, clients: HashMap::new(), horizon: Horizon::new() }
    }

    /// Begins with a whole document of ours.
    pub(super) fn load(&mut self, insertions: Vec<Insertion>) -> Result<(), Misfit> {
        self.take(insertions, false)
    }

    /// Takes in a change of the log's or of our own.
    pub(super) fn follow(&mut self, insertions: Vec<Insertion>) -> Result<(), Misfit> {
        self.horizon.begin();
        self.take(insertions, false)
    }

    /// Takes in anybody's change, if its insertions stand where a client can have made
    /// them. After a misfit the order is of no more use.
    pub(super) fn change(&mut self, insertions: Vec<Insertion>) -> Result<(), Misfit> {
        self.horizon.begin();
        self.take(insertions, true)
    }

    /// Takes in each insertion after those that it stands beside.
    fn take(&mut self, insertions: Vec<Insertion>, is_checked: bool) -> Result<(), Misfit> {
        let mut queues: BTreeMap<u64, VecDeque<Insertion>> = BTreeMap::new();
        for insertion in insertions {
            queues.entry(insertion.id.client).or_default().push_back(insertion);
        }
        let mut waiting = Vec::new();
        while let Some(next) = waiting.pop().or_else(|| pop(&mut queues)) {
            match self.missing(&next) {
                None => self.insert(next, is_checked)?,
                Some(client) => {
                    let first = queues.get_mut(&client).and_then(VecDeque::pop_front);
                    waiting.extend([next, first.ok_or(Misfit::Missing)?]);
                }
            }
        }
        Ok(())
    }

    /// Whose insertions have to come before one.
    fn missing(&self, insertion: &Insertion) -> Option<u64> {
        let Insertion { id, left, right, .. } = insertion;
        if self.end(id.client) < id.clock {
            return Some(id.client);
        }
        let mut beside = [left, right].into_iter().flatten();
        beside.find(|unit| self.end(unit.client) <= unit.clock).map(|unit| unit.client)
    }

    fn insert(&mut self, insertion: Insertion, is_checked: bool) -> Result<(), Misfit> {
        let Some(insertion) = self.without_known(insertion) else { return Ok(()) };
        let Insertion { id, units, left, right } = insertion;
        // In this order: a run that is cut keeps its beginning.
        let right_run = right.and_then(|right| self.run_from(right));
        let left_run = left.and_then(|left| self.run_until(left));
        for unit in [left, right].into_iter().flatten() {
            self.horizon.see(id.client, unit);
        }
        if is_checked {
            self.check(id.client, left_run, right_run)?;
        }
        self.put(insertion, self.place(&insertion, left_run, right_run));
        self.horizon.bring(id.client, id.clock..id.clock + units);
        Ok(())
    }

    /// An insertion without what is there already.
    fn without_known(&self, insertion: Insertion) -> Option<Insertion> {
        let Insertion { id, units, right, .. } = insertion;
        let known = self.end(id.client) - id.clock;
        match known {
            0 => Some(insertion),
            _ if known >= units => None,
            _ => {
                let clock = id.clock + known;
                let (id, left) = (Id { clock, ..id }, Some(Id { clock: clock - 1, ..id }));
                Some(Insertion { id, units: units - known, left, right })
            }
        }
    }

    /// Whether a client can have had two runs side by side: it knew nothing between them.
    fn check(&self, client: u64, left: Option<usize>, right: Option<usize>) -> Result<(), Misfit> {
        for run in self.behind(left) {
            if Some(run) == right {
                return Ok(());
            }
            if self.horizon.knew(client, self.runs[run].is.id) {
                return Err(Misfit::Misplaced);
            }
        }
        if right.is_none() { Ok(()) } else { Err(Misfit::Misplaced) }
    }

    /// The run behind which an insertion belongs, as YATA has it: see `integrate` in
    /// <https://github.com/yjs/yjs/blob/v13.6.27/src/structs/Item.js>.
    fn place(&self, new: &Insertion, left: Option<usize>, right: Option<usize>) -> Option<usize> {
        let mut place = left;
        let (mut before, mut conflicting) = (HashSet::new(), HashSet::new());
        for run in self.behind(left).take_while(|run| Some(*run) != right) {
            before.insert(run);
            conflicting.insert(run);
            let other = &self.runs[run].is;
            let origin = other.left.and_then(|left| self.find(left));
            if other.left == new.left {
                if other.id.client < new.id.client {
                    place = Some(run);
                    conflicting.clear();
                } else if other.right == new.right {
                    break;
                }
            } else if origin.is_some_and(|origin| before.contains(&origin)) {
                if origin.is_some_and(|origin| !conflicting.contains(&origin)) {
                    place = Some(run);
                    conflicting.clear();
                }
            } else {
                break;
            }
        }
        place
    }

    fn put(&mut self, new: Insertion, place: Option<usize>) {
        if let Some(run) = place.map(|place| &mut self.runs[place])
            && run.goes_on_with(&new)
        {
            run.is.units += new.units;
            return;
        }
        let run = self.runs.len();
        let next = self.next_mut(place).replace(run);
        self.runs.push(Run { is: new, next });
        self.clients.entry(new.id.client).or_default().push(run);
    }

    fn next_mut(&mut self, run: Option<usize>) -> &mut Option<usize> {
        match run {
            Some(run) => &mut self.runs[run].next,
            None => &mut self.first,
        }
    }

    fn behind(&self, run: Option<usize>) -> impl Iterator<Item = usize> {
        let first = run.map_or(self.first, |run| self.runs[run].next);
        successors(first, |run| self.runs[*run].next)
    }

    /// The run that has a unit, if it is there.
    fn find(&self, unit: Id) -> Option<usize> {
        let runs = self.clients.get(&unit.client)?;
        let behind = runs.partition_point(|run| self.runs[*run].is.id.clock <= unit.clock);
        runs.get(behind.checked_sub(1)?).copied()
    }

    /// The run that ends with a unit; it is cut there if it goes on.
    fn run_until(&mut self, unit: Id) -> Option<usize> {
        self.cut(Id { clock: unit.clock + 1, ..unit });
        self.find(unit)
    }

    /// The run that begins with a unit; it is cut there if it began before.
    fn run_from(&mut self, unit: Id) -> Option<usize> {
        self.cut(unit);
        self.find(unit)
    }

    /// Cuts the run that has a unit in front of it.
    fn cut(&mut self, unit: Id) {
        let new = self.runs.len();
        let Some(run) = self.find(unit) else { return };
        let Run { is, next } = &mut self.runs[run];
        let units = unit.clock - is.id.clock;
        if units == 0 || units >= is.units {
            return;
        }
        let left = Some(Id { clock: unit.clock - 1, ..unit });
        let rest =
            Run { is: Insertion { id: unit, units: is.units - units, left, ..*is }, next: *next };
        (is.units, *next) = (units, Some(new));
        self.runs.push(rest);
        let runs = self.clients.entry(unit.client).or_default();
        let at = runs.partition_point(|run| self.runs[*run].is.id.clock < unit.clock);
        runs.insert(at, new);
    }

    /// How many units of a client there are.
    fn end(&self, client: u64) -> u32 {
        let last = self.clients.get(&client).and_then(|runs| runs.last());
        last.map_or(0, |run| self.runs[*run].end())
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
        let follows = (client, clock) == (self.is.id.client, self.end());
        follows && right == self.is.right && left.is_some_and(|left| self.ends_with(left))
    }

    fn ends_with(&self, unit: Id) -> bool {
        (unit.client, unit.clock + 1) == (self.is.id.client, self.end())
    }
}

fn pop(queues: &mut BTreeMap<u64, VecDeque<Insertion>>) -> Option<Insertion> {
    while let Some(mut queue) = queues.first_entry() {
        match queue.get_mut().pop_front() {
            Some(next) => return Some(next),
            None => drop(queue.remove()),
        }
    }
    None
}
