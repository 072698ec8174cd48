using System.Collections.Concurrent;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Engine.Journals;
using Wellspring.Storage;

namespace Wellspring.Faults.Tests.Harness;

/// <summary>What a client was told about one command.</summary>
/// <param name="Outcome">The event, such as <c>orderSettled</c>, or the code of the refusal.</param>
internal readonly record struct Told(long Position, string Outcome);

/// <summary>Everything clients were told, to be held against the journal afterwards.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<string, Told> _told = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _contradictions = new();
    private readonly ConcurrentDictionary<string, bool> _firsts = new(StringComparer.Ordinal);

    public int Acknowledged => _told.Count;

    /// <summary>How many were told this.</summary>
    public int Count(string outcome) => _told.Values.Count(told => told.Outcome == outcome);

    /// <summary>A command got an answer; a second answer must be the first one again.</summary>
    public void Note(string id, Told told, bool repeated)
    {
        var first = _told.GetOrAdd(id, told);
        if (first != told)
        {
            _contradictions.Enqueue($"{id}: told {first}, then {told}");
        }

        if (!repeated && !_firsts.TryAdd(id, true))
        {
            _contradictions.Enqueue($"{id}: said to be new twice");
        }
    }

    /// <summary>
    /// Reads the whole journal: every command that was acknowledged stands there as it was told, none stands twice, no
    /// order settled twice, the price never fell.
    /// </summary>
    public Compared Compare(PoolDirectory pool)
    {
        // Noted first: clients may be told more while the journal is read.
        var all = _told.ToArray();
        using var journal = pool.OpenToRead();
        var found = new Dictionary<string, Told>(StringComparer.Ordinal);
        var orders = new HashSet<string>(StringComparer.Ordinal);
        var problems = new List<string>(_contradictions);
        var twice = 0;
        JournalRecord? before = null;
        foreach (var record in Replay.Records(journal, 0, journal.End()))
        {
            if (record.Id is not null && !found.TryAdd(record.Id, new(record.Position, OutcomeOf(record.Event))))
            {
                problems.Add($"{record.Id} stands twice in the journal, at {record.Position} again");
                twice++;
            }

            if (record.Event is PoolEvent.OrderSettled { Settlement.Order: var order } && !orders.Add(order))
            {
                problems.Add($"order {order} settled twice, at {record.Position} again");
                twice++;
            }

            if (before is not null && PriceFell(before, record))
            {
                problems.Add($"the price fell at {record.Position}");
            }

            before = record;
        }

        var lost = 0;
        foreach (var (id, told) in all)
        {
            if (!found.TryGetValue(id, out var stands) || stands != told)
            {
                problems.Add($"{id}: told {told}, in the journal {(found.ContainsKey(id) ? stands : "nothing")}");
                lost++;
            }
        }

        return new(all.Length, lost, twice, problems);
    }

    private static string OutcomeOf(PoolEvent happened) => happened is PoolEvent.Refused { Reason: var reason }
        ? "refusal:" + reason.Code()
        : char.ToLowerInvariant(happened.GetType().Name[0]) + happened.GetType().Name[1..];

    // Money over points, crosswise; a split changes the unit and is not compared.
    private static bool PriceFell(JournalRecord before, JournalRecord after) => before.Scale == after.Scale
        && before.Circulating.Units > 0 && after.Circulating.Units > 0
        && (Int128)after.Pool.Units * before.Circulating.Units < (Int128)before.Pool.Units * after.Circulating.Units;
}

/// <summary>What a comparison with the journal found.</summary>
internal sealed record Compared(int Acknowledged, int Lost, int Twice, IReadOnlyList<string> Problems)
{
    public Compared IsWhole()
    {
        Assert.True(Problems.Count == 0 && Lost == 0 && Twice == 0, string.Join('\n', Problems.Take(20)));
        return this;
    }
}
