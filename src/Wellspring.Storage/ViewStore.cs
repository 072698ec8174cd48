using Microsoft.Data.Sqlite;
using Npgsql;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Engine.Journals;
using Wellspring.Storage.Views;

namespace Wellspring.Storage;

/// <summary>
/// Views of a pool's journal, kept with it: price history, order list, member statements, postings, old debts. They can
/// be deleted at any time and tell the position they stand at.
/// </summary>
public sealed class ViewStore : IDisposable
{
    // Written together: large enough that a transaction costs nothing, small enough that readers see it go on.
    private const int RecordsTogether = 4_096;

    private readonly IViewTables _tables;
    private readonly ISnapshots _snapshots;
    private ViewBuilder? _builder;
    private JournalEnd _at;

    private ViewStore(IViewTables tables, ISnapshots snapshots)
    {
        (_tables, _snapshots, _at) = (tables, snapshots, tables.End());
        Reader = new(tables.Readers);
    }

    /// <summary>Reads them, beside whoever follows.</summary>
    public ViewReader Reader { get; }

    /// <summary>How far the views have followed the journal.</summary>
    public JournalEnd At => _at;

    /// <summary>Opens a pool's views; what cannot be read is thrown away, for it holds nothing of its own.</summary>
    public static ViewStore Open(PoolDirectory directory) => new(directory.OpenViews(), directory.Snapshots);

    /// <summary>Follows the journal to its end, or to <paramref name="until"/>, and returns the new position.</summary>
    public long CatchUp(IJournal journal, long until = long.MaxValue)
    {
        using var alone = _tables.Alone();
        var cleared = false;
        while (true)
        {
            _at = _tables.End();
            try
            {
                if (_at.Position > 0 && !journal.Holds(_at))
                {
                    Clear();
                }

                Follow(journal, until);
                return _at.Position;
            }
            catch (ViewsOvertakenException)
            {
                // Memory is ahead of the rows. Where they have not moved, rows stand behind their own end: damage.
                _builder = null;
                if (_tables.End().Position == _at.Position)
                {
                    Invariant.Require(!cleared, "rows that were thrown away are gone");
                    Clear();
                    cleared = true;
                }
            }
            catch
            {
                _builder = null;
                throw;
            }
        }
    }

    /// <inheritdoc cref="ViewReader.Prices"/>
    public IReadOnlyList<PriceRow> Prices(int most) => Reader.Prices(most);

    /// <inheritdoc cref="ViewReader.BookAt"/>
    public Money BookAt(Instant at) => Reader.BookAt(at);

    /// <summary>A member's statement, newest first, of the records before a position.</summary>
    public IReadOnlyList<StatementRow> StatementOf(MemberNumber member, int most, long before = long.MaxValue) =>
        Reader.StatementOf(member, most, new StatementPlace(before, long.MinValue));

    /// <summary>Compares every row kept with views built anew, changing nothing; empty when all is well.</summary>
    public static IReadOnlyList<string> Differences(PoolDirectory directory, IJournal journal)
    {
        try
        {
            using var stored = directory.FindViews();
            return stored is null ? [] : Differences(stored, directory.Snapshots, journal);
        }
        catch (Exception broken) when (broken
            is SqliteException or PostgresException or InvalidCastException or InvalidOperationException)
        {
            return [$"views: unreadable: {broken.Message}"];
        }
    }

    public void Dispose() => _tables.Dispose();

    private static List<string> Differences(IViewTables stored, ISnapshots snapshots, IJournal journal)
    {
        var end = stored.End();
        if (end.Position > 0 && !journal.Holds(end))
        {
            return ["views: belong to another journal"];
        }

        using var fresh = new ViewStore(SqliteViews.InMemory(), snapshots);
        fresh.CatchUp(journal, until: end.Position);
        return [.. ViewTable.All
            .Where(table => !stored.Rows(table).SequenceEqual(fresh._tables.Rows(table)))
            .Select(table => $"views: {table.Name} differ from the journal")];
    }

    // The journal is read once; each batch is checked against its own hash and the one before.
    private void Follow(IJournal journal, long until)
    {
        if (journal.Find(_at.Position) is null)
        {
            return;
        }

        var builder = BuilderAt(journal);
        var (rows, taken) = (new ViewBatch(), 0);
        foreach (var batch in journal.Read(builder.At.Position).TakeWhile(batch => batch.First < until))
        {
            if (batch.Next <= builder.At.Position)
            {
                continue;
            }

            builder.Take(batch, rows, CoinOrder);
            taken += batch.Count;
            if (taken >= RecordsTogether)
            {
                Write(builder, rows);
                (rows, taken) = (new ViewBatch(), 0);
            }
        }

        if (taken > 0)
        {
            Write(builder, rows);
        }
    }

    // A builder that stands where the rows end: the last one, or one that starts from a snapshot and takes the rest.
    private ViewBuilder BuilderAt(IJournal journal)
    {
        if (_builder is { } ready && ready.At.Position == _at.Position)
        {
            return ready;
        }

        var builder = _builder is { } behind && behind.At.Position < _at.Position
            ? behind
            : ViewBuilder.Begin(journal, _snapshots, _at.Position);
        foreach (var batch in journal.Read(builder.At.Position).TakeWhile(batch => batch.First < _at.Position))
        {
            if (batch.Next > builder.At.Position)
            {
                builder.PassOver(batch);
            }
        }

        if (_at.Position > 0)
        {
            builder.GoOnFrom(_tables.Own);
        }

        return _builder = builder;
    }

    private void Write(ViewBuilder builder, ViewBatch rows)
    {
        builder.EndDay(rows);
        _tables.Write(rows, _at, builder.At);
        _at = builder.At;
    }

    private CoinOrderRow? CoinOrder(string order) => LegacyReader.CoinOrder(_tables.Own, order);

    private void Clear()
    {
        _tables.Clear();
        _builder = null;
        _at = new(0, JournalBatch.NoHash);
    }
}
