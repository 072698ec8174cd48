using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Engine.Journals;
using Wellspring.Engine.Views;

namespace Wellspring.Storage.Views;

/// <summary>
/// Makes view rows of records, with a pool of its own: postings need to know what members held.
/// </summary>
internal sealed class ViewBuilder
{
    private readonly Collector _postings;
    private readonly Pool _pool;
    private LegacyBuilder _legacy = new(Money.Zero, 0);
    private (long Pool, long Circulating, long Orders) _last;

    private ViewBuilder(Collector postings, Pool pool, JournalEnd at) =>
        (_postings, _pool, At) = (postings, pool, at);

    /// <summary>The end of the last batch that was taken or passed over.</summary>
    public JournalEnd At { get; private set; }

    /// <summary>Begins with a snapshot, where one stands at or before a position; or with the first record.</summary>
    public static ViewBuilder Begin(IJournal journal, ISnapshots snapshots, long position)
    {
        var (plan, postings) = (Replay.PlanOf(journal), new Collector());
        return position > 0 && Snapshot.Newest(snapshots, journal, position) is { } snapshot
            && Replay.TryRestore(plan, snapshot, postings) is { } restored
                ? new(postings, restored, snapshot.At)
                : new(postings, new Pool(plan, postings), new(0, JournalBatch.NoHash));
    }

    /// <summary>Takes a batch whose rows are there already.</summary>
    public void PassOver(JournalBatch batch)
    {
        foreach (var record in RecordsOf(batch))
        {
            Replay.Apply(_pool, record);
        }

        At = new(batch.Next, batch.Hash);
    }

    /// <summary>Goes on behind rows that are there: what the next ones need to know is read from them.</summary>
    public void GoOnFrom(IViewQueries rows)
    {
        _last = rows.All(
            "SELECT pool, circulating, orders FROM prices ORDER BY position DESC LIMIT 1",
            row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2))) is [var price] ? price : default;
        var funded = rows.All(
            "SELECT funded FROM legacy_days ORDER BY day DESC LIMIT 1", row => Money.FromUnits(row.GetInt64(0)));
        var run = rows.All("SELECT day FROM release_days ORDER BY day DESC LIMIT 1", row => row.GetInt64(0));
        _legacy = new(funded is [var sum] ? sum : Money.Zero, run is [var day] ? day : 0);
    }

    /// <summary>Adds the rows of a batch.</summary>
    /// <param name="coinOrder">A coin order as the rows before have it.</param>
    public void Take(JournalBatch batch, ViewBatch rows, Func<string, CoinOrderRow?> coinOrder)
    {
        foreach (var record in RecordsOf(batch))
        {
            _postings.All.Clear();
            Replay.Apply(_pool, record);
            _legacy.Take(record, _pool, rows, coinOrder);
            AddPrice(record, rows);
            foreach (var order in OrderList.LinesOf(record))
            {
                rows.Add(order, record.Position);
            }

            var number = 0L;
            foreach (var line in Statement.LinesOf(record))
            {
                rows.Statements.Add(new(record.Position, record.At, line, number++));
            }

            for (var line = 0; line < _postings.All.Count; line++)
            {
                rows.Postings.Add(new(record.Position, line, _postings.All[line].Account, _postings.All[line].Units));
            }
        }

        At = new(batch.Next, batch.Hash);
    }

    /// <summary>The day under way, as it stands.</summary>
    public void EndDay(ViewBatch rows) => _legacy.EndDay(rows);

    private void AddPrice(JournalRecord record, ViewBatch rows)
    {
        var orders = _pool.Totals.Orders;
        if ((record.Pool.Units, record.Circulating.Units, orders) is var now && now != _last)
        {
            rows.Prices.Add(
                new(record.Position, record.At, record.Pool, record.Circulating, record.Scale, orders));
            _last = now;
        }
    }

    private IEnumerable<JournalRecord> RecordsOf(JournalBatch batch)
    {
        var records = JournalBatch.Open(batch.First, batch.Payload, batch.Hash.Span, At.Hash.Span);
        for (var index = 0; index < records.Length; index++)
        {
            yield return RecordCodec.Read(records[index].Span, batch.First + index);
        }
    }

    private sealed class Collector : IPostings
    {
        public List<(Account Account, long Units)> All { get; } = [];

        public void Post(Account account, long units) => All.Add((account, units));
    }
}
