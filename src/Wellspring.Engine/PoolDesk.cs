using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;
using Wellspring.Engine.Keys;

namespace Wellspring.Engine;

/// <summary>
/// One pool and all the writer keeps beside it: names, ids, the open batch. Single-threaded but for
/// <see cref="Write"/>.
/// </summary>
public sealed class PoolDesk : IDisposable
{
    // In every batch, so that an auditor sees which rules were at work and whether anybody changed them.
    private static readonly byte[] Rules = Convert.FromHexString(Ruleset.Hash);

    private readonly IJournal _journal;
    private readonly ISnapshots _snapshots;
    private readonly KeyIndex _index;
    private readonly OrderBook _book;
    private readonly Pool _pool;
    private readonly Names _names;
    private readonly CommandContent _content;
    private readonly WireWriter _open = new(1 << 16);
    private readonly List<int> _offsets = [];
    private readonly Func<long, JournalRecord> _read;
    private readonly TimeProvider? _wall;
    private List<MemberName> _newNames = [];
    private JournalEnd _chained;
    private JournalEnd _durable;
    private volatile StrongBox<JournalEnd> _acknowledged;
    private JournalBatch? _writing;
    private JournalBatch? _found;
    private long _snapshotAt;
    private long _position;
    private Counts _counts;

    private PoolDesk(
        IJournal journal, ISnapshots snapshots, KeyIndex index, OrderBook book, ReplayedPool replayed,
        TimeProvider? wall)
    {
        (_journal, _snapshots, _index, _book, _wall) = (journal, snapshots, index, book, wall);
        (_pool, _names, _counts) = (replayed.Pool, replayed.Names, replayed.Counts);
        (_chained, _durable, _position) = (replayed.End, replayed.End, replayed.End.Position);
        _acknowledged = new(replayed.End);
        _snapshotAt = replayed.SnapshotAt;
        _content = new(_names, journal.NameKey());
        _read = ReadRecord;
    }

    /// <summary>For tests that want to see a decision go wrong: stands in for <see cref="Pool.Decide"/>.</summary>
    internal Func<PoolCommand, Facts, long, Decision>? DecidesInstead { get; set; }

    public Pool Pool => _pool;

    public Names Names => _names;

    /// <summary>Rebuilds the pool of a journal, or opens a new one with <paramref name="plan"/>.</summary>
    /// <param name="folder">Where the key index stands, a cache of the journal.</param>
    /// <param name="snapshots">Where snapshots are kept; null keeps one as a file in the folder.</param>
    /// <param name="wall">
    /// Stamps each batch with the time of its recording; null where equal commands must give equal bytes.
    /// </param>
    /// <exception cref="PlanDiffersException">The journal was opened with another plan.</exception>
    /// <exception cref="JournalDamagedException">The journal is not what was written.</exception>
    public static PoolDesk Open(
        IJournal journal, string folder, Plan? plan, TimeProvider? wall = null, ISnapshots? snapshots = null)
    {
        snapshots ??= new FileSnapshots(folder);
        var isNew = journal.End().Position == 0;
        if (isNew && plan is null)
        {
            throw new PlanDiffersException(null, null);
        }

        var index = OpenIndex(journal, Path.Combine(folder, "keys"));
        try
        {
            var book = new OrderBook(index);
            var replayed = isNew
                ? new(plan!, new Pool(plan!), new Names(), Counts.None, journal.End(), SnapshotAt: 0)
                : Replay.Run(
                    journal, Snapshot.Newest(snapshots, journal), postings: null, book.Remember, index.Covered);
            RequireKnown(plan, replayed.Pool);
            return new(journal, snapshots, index, book, replayed, wall);
        }
        catch
        {
            index.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Decides one command and books it in memory; it is answered when <see cref="Write"/> has returned.
    /// </summary>
    public Answer Handle(PoolCommand command)
    {
        if (_book.TryFindCommand(command.Id, out var known))
        {
            return Again(command, ReadRecord(known));
        }

        if (!_pool.IsOpened)
        {
            OpenPool(command.At);
        }

        RunDue(command.At);
        var names = CommandNames.Of(command);
        var facts = Look(command, names);
        var decision = DecidesInstead?.Invoke(command, facts, _position) ?? _pool.Decide(command, facts, _position);
        if (decision.IsAccepted)
        {
            Number(names.Member, facts.Member);
            Number(names.Referrer, facts.Referrer);
            for (var index = 0; index < names.Others.Length; index++)
            {
                Number(names.Others[index], facts.Others[index]);
            }
        }

        var happened = WithSubject(decision.Event, names, facts);
        _pool.Apply(happened, command.At, _position);
        var held = facts.Member == MemberNumber.None ? Points.Zero : _pool.Held(facts.Member);
        var content = _content.Of(command, names, Known(facts.Member), Known(facts.Referrer));
        var record = Append(command.Id, CommandContent.KindOf(command), command.At, content, happened, held);
        // What this command set free (a lifted pause, a deposit, a split) waits for no other.
        RunDue(_pool.Clock);

        return new(decision.IsAccepted ? AnswerKind.Done
            : decision.Event is PoolEvent.Quarantined ? AnswerKind.Quarantined
            : AnswerKind.Refused, record);
    }

    /// <summary>What a command would do now, refusals included: the deed's own code, booking nothing.</summary>
    /// <remarks>Work that is due by the command's time should have been run before, as the deed would.</remarks>
    public Decision Quote(PoolCommand command) =>
        _pool.Decide(command, Look(command, CommandNames.Of(command)), _position);

    /// <summary>The record that answered a command of this id; null while none has.</summary>
    public JournalRecord? FindCommand(string id) =>
        _book.TryFindCommand(id, out var position) && ReadRecord(position) is var record && record.Id == id
            ? record
            : null;

    /// <summary>A settled order as the pool would take it back; null for one that never settled.</summary>
    public OrderRow? FindOrder(string order) =>
        _book.TryFindOrder(order, _read, out var row) && row?.Order == order ? row : null;

    /// <summary>The position after the last record that was booked.</summary>
    public long Position => _position;

    /// <summary>Where the journal ended when the last batch was acknowledged.</summary>
    public JournalEnd Durable => _acknowledged.Value;

    /// <summary>Whether the journal still has the batch that ended there.</summary>
    public bool Holds(JournalEnd end) => end.Position == 0 || _journal.Holds(end);

    /// <summary>Closes the open batch; null when nothing was booked.</summary>
    public JournalBatch? TakeBatch()
    {
        if (_offsets.Count == 0)
        {
            return null;
        }

        var batch = JournalBatch.Seal(_open, _chained.Position, _offsets.Count, _newNames);
        _newNames = [];
        _offsets.Clear();
        _chained = new(batch.Next, batch.Hash);
        _writing = batch;
        return batch;
    }

    /// <summary>Puts a batch on disk. Runs beside the deciding of the next one.</summary>
    public void Write(JournalBatch batch)
    {
        _journal.Append(_durable, batch);
        _durable = new(batch.Next, batch.Hash);
        _acknowledged = new(_durable);
    }

    /// <summary>Whether memory should be brought to disk at a moment when nothing is on its way.</summary>
    public bool WantsRest(long snapshotEvery) => _index.WantsSeal || _position - _snapshotAt >= snapshotEvery;

    /// <summary>With nothing on its way: seals full key tables and, after enough records, writes a snapshot.</summary>
    public void Rest(long snapshotEvery)
    {
        Invariant.Require(_durable.Position == _position, "a rest is taken when everything is on disk");
        if (_position - _snapshotAt >= snapshotEvery)
        {
            _snapshots.Keep(_durable, Snapshot.Encode(_durable, _counts, _pool).Span);
            _index.Checkpoint(_position, _durable.Hash.Span);
            _snapshotAt = _position;
        }
        else
        {
            _index.Seal(_position, _durable.Hash.Span);
        }
    }

    public void Dispose()
    {
        _index.Dispose();
        _journal.Dispose();
    }

    // Settings are compared, not texts: a later release may write the same plan in other words. Any version will do:
    // the file at hand may be the one the pool was opened with, or the newest.
    private static void RequireKnown(Plan? plan, Pool pool)
    {
        if (plan is not null && !pool.PlanVersions.Any(version => version.Plan.Settings == plan.Settings))
        {
            throw new PlanDiffersException(pool.Plan, plan);
        }
    }

    // The plan and the float are the first record, at the time of the first command.
    private void OpenPool(Instant at)
    {
        var opening = _pool.Opening();
        _pool.Apply(opening, at, 0);
        Append(id: null, command: 0, at, content: 0, opening, Points.Zero);
    }

    // An index whose position the journal does not hold belongs to another journal, or to one that lost its end.
    private static KeyIndex OpenIndex(IJournal journal, string folder)
    {
        var index = KeyIndex.Open(folder, new());
        if (index.Covered == 0 || journal.Holds(new(index.Covered, index.Digest.ToArray())))
        {
            return index;
        }

        index.Dispose();
        Directory.Delete(folder, recursive: true);
        return KeyIndex.Open(folder, new());
    }

    private static void Encode(WireWriter writer, JournalRecord record)
    {
        var length = writer.Reserve();
        RecordCodec.Write(writer, record);
        writer.Patch(length, writer.Length - length - 4);
    }

    private Answer Again(PoolCommand command, JournalRecord first) =>
        first.Id == command.Id && _content.Matches(command, first.Content)
            ? new(AnswerKind.Repeated, first)
            : new(AnswerKind.Conflict, first);

    private void RunDue(Instant at)
    {
        while (_pool.RunDue(at, OrderBook.MostItems) is { } due)
        {
            Append(id: null, command: 0, due.Clock, content: 0, due, Points.Zero);
        }
    }

    private Facts Look(PoolCommand command, in CommandNames names)
    {
        if (names.Member is null && names.Order is null)
        {
            return names.Others.IsEmpty ? new() : new() { Others = NumbersOf(names.Others) };
        }

        var next = _names.Count;
        var member = NumberOf(names.Member, ref next);
        var referrer = names.Referrer == names.Member ? member : NumberOf(names.Referrer, ref next);
        OrderRow? order = null;
        OrderRow? redemption = null;
        var taken = names.Order is not null && _book.TryFindOrder(names.Order, _read, out order);
        if (command is PoolCommand.RedeemPoints or PoolCommand.RefundOrder && order is not { Redeemed.Units: > 0 })
        {
            redemption = _book.FindRedemption(names.Order!, _read);
        }

        return new(member, names.Referrer is null ? default : referrer, order, redemption, taken,
            names.Withdrawal is not null && _book.HasWithdrawal(names.Withdrawal));
    }

    // A new name that stands there twice is one member.
    private ImmutableArray<MemberNumber> NumbersOf(ImmutableArray<string> names)
    {
        var next = _names.Count;
        var numbers = new Dictionary<string, MemberNumber>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (!numbers.ContainsKey(name))
            {
                numbers.Add(name, NumberOf(name, ref next));
            }
        }

        return [.. names.Select(name => numbers[name])];
    }

    private MemberNumber NumberOf(string? name, ref int next) => name is null ? default
        : _names.Find(name) is { Value: > 0 } known ? known
        : new(++next);

    // The number that a command's facts propose counts only once it was given.
    private MemberNumber Known(MemberNumber number) => number.Value <= _names.Count ? number : MemberNumber.None;

    private void Number(string? name, MemberNumber number)
    {
        // Only what the pool admitted gets a number: a name in an accepted command that made no member has none yet.
        if (name is not null && number.Value == _names.Count + 1)
        {
            var given = _names.Add(name);
            Invariant.Require(given == number, "numbers are given in order of appearance");
            _newNames.Add(new(number.Value, name));
        }
    }

    private PoolEvent WithSubject(PoolEvent happened, in CommandNames names, in Facts facts)
    {
        if (happened is not (PoolEvent.Refused or PoolEvent.Quarantined))
        {
            return happened;
        }

        var subject = new RequestSubject(Known(facts.Member), names.Withdrawal ?? names.Order);
        return happened is PoolEvent.Refused refused
            ? refused with { Subject = subject }
            : ((PoolEvent.Quarantined)happened) with { Subject = subject };
    }

    private JournalRecord Append(
        string? id, int command, Instant at, UInt128 content, PoolEvent happened, Points held)
    {
        if (_offsets.Count == 0)
        {
            JournalBatch.Begin(
                _open, _position, _chained.Hash.Span, _wall is null ? default : Instant.From(_wall.GetUtcNow()), Rules);
        }

        var backing = _pool.Backing;
        var record = new JournalRecord(
            _position, id, command, at, content, happened, backing.Pool, backing.Circulating, backing.Reserve,
            backing.Scale, held, _pool.TakeNettings());
        _offsets.Add(_open.Length);
        Encode(_open, record);
        _position++;
        _counts = _counts.With(happened);
        _book.Remember(record);
        return record;
    }

    private JournalRecord ReadRecord(long position)
    {
        if (position >= _chained.Position)
        {
            var start = _offsets[(int)(position - _chained.Position)];
            var length = System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(_open.Written[start..]);
            return RecordCodec.Read(_open.Written.Slice(start + 4, length), position);
        }

        if (_writing is not null && position >= _writing.First)
        {
            return RecordCodec.Read(JournalBatch.Find(_writing.First, _writing.Payload, position).Span, position);
        }

        // A file that is sent again asks for one record after the other of the same batch.
        if (_found is null || position < _found.First || position >= _found.Next)
        {
            _found = Checked(_journal.Find(position) ?? throw new JournalDamagedException(position, "gap"));
        }

        return RecordCodec.Read(JournalBatch.Find(_found.First, _found.Payload, position).Span, position);
    }

    // Decisions rest on what is read back here, and a start from a snapshot has not looked at old batches.
    private static JournalBatch Checked(JournalBatch batch)
    {
        JournalBatch.Open(batch.First, batch.Payload, batch.Hash.Span, previous: default);
        return batch;
    }
}

/// <summary>The data directory belongs to another plan, or to none yet and none was given.</summary>
public sealed class PlanDiffersException(Plan? journaled, Plan? given)
    : Exception("plan-differs")
{
    public Plan? Journaled { get; } = journaled;

    public Plan? Given { get; } = given;
}
