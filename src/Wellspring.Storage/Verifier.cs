using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Engine.Journals;
using Wellspring.Engine.Keys;

namespace Wellspring.Storage;

/// <summary>One thing that verification found wrong.</summary>
/// <param name="Where">journal, batch 4096, snapshot, keys, views.</param>
/// <param name="Reason">A code or sentence: hash-mismatch, broken-chain, total-mismatch, …</param>
public sealed record Damage(string Where, string Reason);

/// <summary>What verification read, and what it found.</summary>
/// <param name="Damages">Empty: every byte of the journal was read and everything adds up.</param>
public sealed record Verification(
    long Batches, long Records, long Bytes, string Hash, string StateHash, IReadOnlyList<Damage> Damages)
{
    /// <summary>The rules that batches were written under, in their order; null for batches that say none.</summary>
    public IReadOnlyList<string?> Rulesets { get; init; } = [];
}

/// <summary>
/// Reads every byte of a journal, recomputes everything from it, and compares what is stored beside it. Changes
/// nothing.
/// </summary>
public sealed class Verifier(PoolDirectory directory)
{
    private readonly List<Damage> _damages = [];
    private readonly ZeroSum _postings = new();
    private readonly List<string?> _rulesets = [];
    private long _batches;
    private long _records;
    private long _bytes;

    /// <param name="progress">Told now and then how many records were checked, and of how many.</param>
    public Verification Run(Action<long, long>? progress = null)
    {
        var (hash, stateHash) = ("", "");
        try
        {
            using var journal = directory.OpenToRead();
            var end = journal.End();
            foreach (var problem in directory.Journal.Check())
            {
                _damages.Add(new("journal.db", problem));
            }

            var pool = Recompute(journal, end, progress);
            (hash, stateHash) = (Convert.ToHexStringLower(end.Hash.Span), pool.StateHash());
            journal.NameKey();
            CheckPool(pool, journal);
            CheckKeys(journal);
            CheckViews(journal);
        }
        catch (JournalDamagedException damaged)
        {
            _damages.Add(new($"batch {BatchOf(damaged.Batch)}", damaged.Reason));
        }

        return new(_batches, _records, _bytes, hash, stateHash, _damages) { Rulesets = _rulesets };
    }

    // A record names its own position; people look for the batch that holds it.
    private long BatchOf(long position)
    {
        try
        {
            using var journal = directory.OpenToRead();
            return journal.Find(position)?.First ?? position;
        }
        catch (JournalDamagedException)
        {
            return position;
        }
    }

    private Pool Recompute(IJournal journal, JournalEnd end, Action<long, long>? progress)
    {
        if (end.Position == 0)
        {
            throw new JournalDamagedException(0, "gap");
        }

        var pool = new Pool(Replay.PlanOf(journal), _postings);
        var snapshots = ReadSnapshots();
        foreach (var batch in journal.Read(0))
        {
            _batches++;
            _bytes += batch.Payload.Length;
            NoteRuleset(batch);
        }

        foreach (var record in Replay.Records(journal, 0, end))
        {
            CheckSnapshot(snapshots, record.Position, pool);
            var (plan, before) = (pool.Plan, pool.Backing);
            Replay.Apply(pool, record);
            _postings.Check(record.Position);
            CheckPosting(record, plan, before, pool);
            if (++_records % 10_000 == 0)
            {
                progress?.Invoke(_records, end.Position);
            }
        }

        CheckSnapshot(snapshots, end.Position, pool);
        return pool;
    }

    // The rules of postings, asked once more by a reader who trusts no writer. Levels are lawful in a sandbox only.
    // Where one record spans two versions of the plan, neither alone says where remainders go.
    private void CheckPosting(JournalRecord record, Plan plan, Backing before, Pool pool)
    {
        if (pool.Plan.Settings.Version == plan.Settings.Version)
        {
            _damages.AddRange(
                PostingReading.Review(record.Event, before, pool.Backing, plan.Split.UnassignedToPool)
                    .Where(finding => !plan.IsSandbox || finding.Code != "CN-MLM-07")
                    .Select(finding => new Damage($"record {record.Position}", $"{finding.Code}: {finding.En}")));
        }
    }

    // In order of appearance, each once: a change of the rules shows as one more. A damaged header is reported
    // elsewhere.
    private void NoteRuleset(JournalBatch batch)
    {
        try
        {
            var ruleset = JournalBatch.RulesetOf(batch.Payload.Span);
            if (!_rulesets.Contains(ruleset))
            {
                _rulesets.Add(ruleset);
            }
        }
        catch (WireException)
        {
            _rulesets.Add("unreadable");
        }
    }

    private List<Snapshot> ReadSnapshots()
    {
        var snapshots = new List<Snapshot>();
        foreach (var bytes in directory.Snapshots.Read())
        {
            if (Snapshot.TryRead(bytes) is { } snapshot)
            {
                snapshots.Add(snapshot);
            }
            else
            {
                _damages.Add(new("snapshot", "hash-mismatch"));
            }
        }

        return snapshots;
    }

    private void CheckSnapshot(List<Snapshot> snapshots, long position, Pool pool)
    {
        foreach (var snapshot in snapshots.Where(one => one.At.Position == position))
        {
            var image = new WireWriter(1 << 16);
            pool.WriteImage(image);
            if (!image.Written.SequenceEqual(snapshot.Image.Span))
            {
                _damages.Add(new("snapshot", $"differs from the journal at position {position}"));
            }
        }
    }

    // The laws that need a walk over all members, checked once at the end.
    private void CheckPool(Pool pool, IJournal journal)
    {
        var holdings = (Int128)pool.Backing.Float.Units;
        for (var number = 1; number <= pool.MemberCount; number++)
        {
            holdings += pool.Held(new(number)).Units;
        }

        holdings += (pool.Legacy?.Locked ?? Points.Zero).Units;
        if (holdings != pool.Backing.Circulating.Units)
        {
            _damages.Add(new("pool", "holdings, locked points and float are not the circulating points"));
        }

        if (journal.Names().Any(name => name.Number < 1 || name.Number > pool.MemberCount))
        {
            _damages.Add(new("names", "a name without a member"));
        }
    }

    private void CheckKeys(IJournal journal)
    {
        var folder = Path.Combine(directory.Folder, "keys");
        if (!Directory.Exists(folder))
        {
            return;
        }

        // A running writer merges runs while they are read here; it checks each page it reads itself.
        if (IsRunning())
        {
            return;
        }

        var (problems, covered, digest) = KeyIndex.Inspect(folder);
        _damages.AddRange(problems.Select(problem => new Damage("keys", problem)));
        if (covered > 0 && !(journal.Find(covered - 1) is { } batch
            && batch.Next == covered && batch.Hash.Span.SequenceEqual(digest)))
        {
            _damages.Add(new("keys", "belong to another journal"));
        }
    }

    private bool IsRunning()
    {
        try
        {
            using var owned = new FileStream(
                Path.Combine(directory.Folder, "keys", "keys.lock"), FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private void CheckViews(IJournal journal)
    {
        _damages.AddRange(
            ViewStore.Differences(directory, journal).Select(problem => new Damage("views", problem)));
    }

    private sealed class ZeroSum : IPostings
    {
        private Int128 _money;
        private Int128 _points;

        public void Post(Account account, long units)
        {
            if (account.IsPoints)
            {
                _points += units;
            }
            else
            {
                _money += units;
            }
        }

        public void Check(long position)
        {
            if (_money != 0 || _points != 0)
            {
                throw new JournalDamagedException(position, $"record {position}: postings do not sum to zero");
            }
        }
    }
}
