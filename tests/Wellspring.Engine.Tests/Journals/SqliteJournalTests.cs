using Microsoft.Data.Sqlite;
using Wellspring.Engine.Journals;
using Wellspring.Engine.Tests.Writers;
using Wellspring.Storage;

namespace Wellspring.Engine.Tests.Journals;

public sealed class SqliteJournalTests : JournalContract
{
    private readonly PoolFolder _folder = new();
    private SqliteJournal _journal;

    public SqliteJournalTests() => _journal = SqliteJournal.OpenToWrite(_folder["journal.db"]);

    protected override IJournal Journal => _journal;

    [Fact]
    public void Everything_is_there_after_reopening()
    {
        var written = Fill(3, 1, 5);
        var key = _journal.NameKey().ToArray();

        Reopen();

        Assert.Equal(written.Select(Shown), _journal.Read(0).Select(Shown));
        Assert.Equal(9, _journal.End().Position);
        Assert.Equal(key, _journal.NameKey().ToArray());
    }

    [Fact]
    public void A_second_opener_is_turned_away_until_the_first_has_closed()
    {
        Assert.Throws<DirectoryBusyException>(() => SqliteJournal.OpenToWrite(_folder["journal.db"]));
        Fill(2);

        Reopen();

        Assert.Equal(2, _journal.End().Position);
    }

    [Fact]
    public void The_fence_holds_where_the_lock_does_not()
    {
        // A lock file that somebody deleted, or a file system that knows no locks.
        File.Delete(_folder["journal.db.lock"]);
        using var second = SqliteJournal.OpenToWrite(_folder["journal.db"]);
        var start = _journal.End();
        var theirs = Batches.After(start, 2);
        second.Append(start, theirs);

        Assert.Throws<JournalFencedException>(() => _journal.Append(start, Batches.After(start, 1)));

        Assert.Equal([Shown(theirs)], _journal.Read(0).Select(Shown));
    }

    [Fact]
    public void A_batch_whose_name_is_taken_is_not_kept_in_part()
    {
        var start = _journal.End();
        _journal.Append(start, Batches.After(start, 1, new MemberName(1, "a")));
        var end = _journal.End();

        Assert.Throws<SqliteException>(() => _journal.Append(
            end, Batches.After(end, 2, new MemberName(2, "b"), new MemberName(1, "again"))));

        Assert.Equal(1, _journal.End().Position);
        Assert.Equal([new(1, "a")], _journal.Names().ToArray());
    }

    [Fact]
    public void A_reader_sees_one_moment_and_is_not_in_the_way()
    {
        Fill(2);
        using var reader = SqliteJournal.OpenToRead(_folder["journal.db"]);
        Assert.Equal(2, reader.End().Position);

        Fill(3);

        Assert.Equal(2, reader.End().Position);
        Assert.Null(reader.Find(2));
        using var later = SqliteJournal.OpenToRead(_folder["journal.db"]);
        Assert.Equal(5, later.End().Position);
    }

    [Fact]
    public void The_head_says_where_the_journal_ends_in_bytes_that_stay()
    {
        var last = Fill(3, 1, 5)[^1];

        Assert.Equal((9, Convert.ToHexString(last.Hash.Span)), Damage.Head.Read(_folder));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Dispose();
    }

    private void Reopen()
    {
        _journal.Dispose();
        _journal = SqliteJournal.OpenToWrite(_folder["journal.db"]);
    }
}
