//! Where insertions stand, and whether they can.
//!
//! Yjs puts an insertion between what its author saw beside it. What people insert there
//! at once gets the same order everywhere, whoever hears of which first, as long as each
//! insertion stands where its author had two neighbours. With one that does not, the order
//! depends on what was there first: whoever loads the text has another than who saw it
//! grow. yrs and Yjs take such insertions in; so this says, before they do, whether an
//! insertion stands where a client can have made it. yrs does not tell its order, so it
//! is kept here, too.
//!
//! For each insertion they walk past what others inserted in the same place. Who makes
//! them walk too far stops the server and every browser that has the text; so it is walked
//! here first, and counted, as the change comes and as whoever joins loads the text.

use std::collections::{BTreeMap, HashMap, VecDeque};

use super::{
    Misfit,
    knowledge::Knowledge,
    runs::Runs,
    structs::{Changes, Deletion, Id, Insertion},
};

/// So many pieces are walked past for an update, or to load a text: yrs and browsers take
/// about 30 ms for that.
const MAX_WALKED: usize = 128 * 1024;
/// The most runs of a text: five times those of a paper of 100 KB that took 260,000 edits.
/// Each is looked at for every change, and loaded by whoever joins.
const MAX_RUNS: usize = 64 * 1024;

/// The order.
pub(super) struct Order {
    runs: Runs,
    knowledge: Knowledge,
    walk: Walk,
    /// Whether it may be far to load this.
    is_far: bool,
    /// How far it was to load this, when that was tried last.
    load: usize,
}

/// How far an update makes us walk, and how far it may.
pub(super) struct Walk {
    walked: usize,
    most: usize,
}

impl Order {
    pub(super) fn new() -> Order {
        Order {
            runs: Runs::default(),
            knowledge: Knowledge::default(),
            walk: Walk::of(usize::MAX),
            is_far: false,
            load: 0,
        }
    }

    /// Takes in a document of ours, or a change of the log's.
    pub(super) fn follow(&mut self, changes: Changes) -> Result<(), Misfit> {
        self.walk = Walk::of(usize::MAX);
        self.take(changes.insertions, false)?;
        self.load = self.load.max(self.walk.walked);
        self.delete(changes.deletions)
    }

    /// Takes in a change of our own; tells how many more runs there are, as `change` does.
    pub(super) fn splice(&mut self, changes: Changes) -> Result<i32, Misfit> {
        let runs = self.runs.len();
        self.follow(changes)?;
        self.check_runs(runs)
    }

    /// Takes in anybody's change, if its insertions stand where a client can have made
    /// them, and nobody has to wait for it. After a misfit the order is of no more use.
    pub(super) fn change(&mut self, changes: Changes) -> Result<i32, Misfit> {
        self.walk = Walk::of(MAX_WALKED);
        let runs = self.runs.len();
        self.take(changes.insertions, true)?;
        self.delete(changes.deletions)?;
        self.check_runs(runs)
    }

    /// Checks a change that was made when there were so many runs.
    fn check_runs(&mut self, before: usize) -> Result<i32, Misfit> {
        let runs = self.runs.len();
        if runs > MAX_RUNS.max(before) {
            return Err(Misfit::TooManyRuns);
        }
        if runs != before {
            self.try_load()?;
        }
        Ok(runs as i32 - before as i32)
    }

    /// Tries how far it is to load this, if it may be far. What was near as it came may not
    /// be when it is put in order anew, if people inserted it at once.
    fn try_load(&mut self) -> Result<(), Misfit> {
        self.is_far |= self.runs.most_walked() > MAX_WALKED;
        if self.is_far {
            let walked = self.walked_to_load()?;
            // Who adds nothing to it is not stopped by what others did.
            if walked > MAX_WALKED.max(self.load) {
                return Err(Misfit::Tangled);
            }
            self.load = walked;
        }
        Ok(())
    }

    fn walked_to_load(&self) -> Result<usize, Misfit> {
        let mut loaded = Order { walk: Walk::of(2 * MAX_WALKED), ..Order::new() };
        loaded.take(self.runs.insertions(), false)?;
        Ok(loaded.walk.walked)
    }

    /// Checks what is taken for granted about how far it is to load this.
    #[cfg(test)]
    pub(super) fn assert_bounded(&self) {
        let (walked, most) = (self.walked_to_load().unwrap(), self.runs.most_walked());
        assert!(walked <= most, "{walked} of at most {most}");
    }

    /// Takes in each insertion after those that it stands beside, the highest client's
    /// first, as Yjs does.
    fn take(
        &mut self,
        insertions: impl IntoIterator<Item = Insertion>,
        is_checked: bool,
    ) -> Result<(), Misfit> {
        self.runs.begin();
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
        if self.runs.end(id.client) < id.clock {
            return Some(id.client);
        }
        let mut beside = [left, right].into_iter().flatten();
        beside.find(|unit| self.runs.end(unit.client) <= unit.clock).map(|unit| unit.client)
    }

    fn insert(&mut self, insertion: Insertion, is_checked: bool) -> Result<(), Misfit> {
        let Some(new) = self.without_known(insertion) else { return Ok(()) };
        // In this order: a run that is cut keeps its beginning.
        let right = new.right.and_then(|right| self.runs.from(right));
        let left = new.left.and_then(|left| self.runs.until(left));
        let cuts = self.runs.take_cuts();
        if is_checked {
            // Who loads a text has it in pieces already.
            self.walk.past(cuts)?;
        }
        let mut place = left;
        let is_shared = self.runs.behind(left).next() != right;
        if is_shared {
            self.share(left, right);
            if is_checked && !self.goes_on(&new, left) {
                self.check(&new, left, right)?;
            }
            place = self.place(&new, left, right)?;
        }
        let run = self.runs.put(new, place);
        if is_shared {
            self.runs.share(run);
        }
        Ok(())
    }

    /// Something is inserted between two runs at the same time as what is there.
    fn share(&mut self, left: Option<usize>, right: Option<usize>) {
        let mut run = self.runs.behind(left).next();
        while let Some(between) = run.filter(|run| Some(*run) != right)
            && !self.is_far
        {
            self.runs.share(between);
            self.is_far = self.runs.most_walked() > MAX_WALKED;
            run = self.runs.behind(run).next();
        }
    }

    /// An insertion without what is there already.
    fn without_known(&self, insertion: Insertion) -> Option<Insertion> {
        let Insertion { id, units, right, .. } = insertion;
        let known = self.runs.end(id.client) - id.clock;
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

    /// Whether an insertion goes on with its author's last one: its author has learned
    /// nothing since.
    fn goes_on(&self, new: &Insertion, left: Option<usize>) -> bool {
        let last = new.id.clock.checked_sub(1).map(|clock| Id { clock, ..new.id });
        last.is_some()
            && new.left == last
            && left.is_some_and(|left| self.runs.get(left).right == new.right)
    }

    /// Whether a client can have had two runs side by side: it knew nothing between them.
    fn check(
        &mut self,
        new: &Insertion,
        left: Option<usize>,
        right: Option<usize>,
    ) -> Result<(), Misfit> {
        self.knowledge.learn(new, &self.runs, &mut self.walk)?;
        for run in self.runs.behind(left) {
            if Some(run) == right {
                return Ok(());
            }
            self.walk.past(1)?;
            if self.knowledge.has(new.id.client, self.runs.get(run).id) {
                return Err(Misfit::Misplaced);
            }
        }
        if right.is_none() { Ok(()) } else { Err(Misfit::Misplaced) }
    }

    /// The run behind which an insertion belongs, as YATA has it: see `integrate` in
    /// <https://github.com/yjs/yjs/blob/v13.6.27/src/structs/Item.js>.
    fn place(
        &mut self,
        new: &Insertion,
        left: Option<usize>,
        right: Option<usize>,
    ) -> Result<Option<usize>, Misfit> {
        let mut place = left;
        // The runs that were passed, and before which of them `place` is.
        let (mut passed, mut cleared) = (HashMap::new(), 0);
        for run in self.runs.behind(left).take_while(|run| Some(*run) != right) {
            self.walk.past(self.runs.pieces(run))?;
            let number = passed.len();
            passed.insert(run, number);
            let other = self.runs.get(run);
            let origin = other.left.and_then(|left| self.runs.find(left));
            if other.left == new.left {
                if other.id.client < new.id.client {
                    (place, cleared) = (Some(run), passed.len());
                } else if other.right == new.right {
                    break;
                }
            } else if let Some(origin) = origin.and_then(|origin| passed.get(&origin)) {
                if *origin < cleared {
                    (place, cleared) = (Some(run), passed.len());
                }
            } else {
                break;
            }
        }
        Ok(place)
    }

    fn delete(&mut self, deletions: Vec<Deletion>) -> Result<(), Misfit> {
        for deletion in deletions {
            self.runs.delete(deletion);
            self.walk.past(self.runs.take_cuts())?;
        }
        Ok(())
    }
}

impl Walk {
    fn of(most: usize) -> Walk {
        Walk { walked: 0, most }
    }

    /// Walks past something.
    pub(super) fn past(&mut self, pieces: usize) -> Result<(), Misfit> {
        self.walked += pieces;
        if self.walked > self.most { Err(Misfit::Tangled) } else { Ok(()) }
    }
}

fn pop(queues: &mut BTreeMap<u64, VecDeque<Insertion>>) -> Option<Insertion> {
    while let Some(mut queue) = queues.last_entry() {
        match queue.get_mut().pop_front() {
            Some(next) => return Some(next),
            None => drop(queue.remove()),
        }
    }
    None
}
