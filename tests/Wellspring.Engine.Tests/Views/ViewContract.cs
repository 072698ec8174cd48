using Wellspring.Core.Pools;
using Wellspring.Engine.Journals;
using Wellspring.Engine.Tests.Journals;
using Wellspring.Engine.Tests.Writers;
using Wellspring.Storage;

namespace Wellspring.Engine.Tests.Views;

/// <summary>What views promise, wherever they are kept.</summary>
public abstract class ViewContract : IDisposable
{
    private readonly PoolFolder _folder;

    protected ViewContract(JournalDatabase? database) => _folder = new(database);

    internal PoolFolder Folder => _folder;

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Views_of_another_version_are_built_anew()
    {
        await _folder.RunAsync(Say.SettleMany(1, 5));
        Follow();
        Execute("DELETE FROM {orders} WHERE {mine}");
        SetVersion(1);

        Assert.Equal(5, Follow());
        Assert.Empty(Differences());
    }

    [Fact]
    public async Task Many_read_whole_pages_while_the_views_follow()
    {
        await _folder.RunAsync(Say.SettleMany(1, 300));
        using var journal = _folder.Pool.OpenToRead();
        using var views = ViewStore.Open(_folder.Pool);
        var following = Task.Run(() => views.CatchUp(journal));

        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            while (!following.IsCompleted)
            {
                var page = views.Reader.Orders(50);
                Assert.Equal(page.Select(row => row.First).OrderDescending(), page.Select(row => row.First));
            }
        }));
        await Task.WhenAll(readers.Append(following));

        var seen = new List<string>();
        for (var page = views.Reader.Orders(50); page.Count > 0; page = views.Reader.Orders(50, page[^1].First))
        {
            seen.AddRange(page.Select(row => row.Line.Order));
        }

        Assert.Equal(Enumerable.Range(1, 300).Reverse().Select(n => $"o-{n}"), seen);
        Assert.Single(views.Reader.Orders(50, member: new MemberNumber(7)));
        Assert.Equal("settled", views.Reader.Order("o-7")?.Line.State);
        Assert.Null(views.Reader.Order("o-301"));
    }

    [Fact]
    public async Task A_thinned_price_history_keeps_its_first_and_last_row()
    {
        await _folder.RunAsync(Say.SettleMany(1, 100));
        Follow();
        using var views = ViewStore.Open(_folder.Pool);

        var all = views.Prices(1_000);
        var few = views.Prices(10);

        Assert.InRange(few.Count, 10, 12);
        Assert.Equal((all[0], all[^1]), (few[0], few[^1]));
        Assert.Equal(all.Where(row => row.Position >= 40).Take(7), views.Reader.PricesFrom(40, 7));
        Assert.Equal(all[^1].Pool + _folder.Pool.Load().Pool.Backing.Reserve, views.BookAt(all[^1].At));
    }

    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    public async Task Followed_in_steps_or_all_at_once_the_rows_are_the_same(int seed)
    {
        foreach (var step in Say.Life(seed, count: 150).Chunk(3))
        {
            await _folder.RunAsync(step);
            Follow();
        }

        Assert.Empty(Differences());
    }

    [Fact]
    public async Task After_a_restart_they_go_on_from_a_snapshot_and_read_nothing_before_it()
    {
        var life = Say.Life(seed: 41, count: 300);
        await using (var session = _folder.Open(PoolFolder.Snapshots))
        {
            await session.SubmitAsync(life[..200]);
        }

        Follow();
        var snapshot = _folder.Pool.Load().SnapshotAt;
        await _folder.RunAsync(life[200..]);
        using var journal = new WatchedJournal(_folder.Pool.OpenToRead());
        using (var views = ViewStore.Open(_folder.Pool))
        {
            views.CatchUp(journal);
        }

        Assert.True(snapshot > 0);
        Assert.All(journal.ReadFrom, from => Assert.InRange(from, snapshot, long.MaxValue));
        Assert.NotEmpty(journal.ReadFrom);
        Assert.Empty(Differences());
    }

    [Fact]
    public async Task Who_finds_nothing_new_reads_nothing()
    {
        await _folder.RunAsync(Say.SettleMany(1, 20));
        Follow();
        using var journal = new WatchedJournal(_folder.Pool.OpenToRead());
        using var views = ViewStore.Open(_folder.Pool);

        Assert.Equal(_folder.End().Position, views.CatchUp(journal));

        Assert.Empty(journal.ReadFrom);
    }

    [Fact]
    public async Task Two_who_follow_by_turns_go_on_behind_each_other()
    {
        using var one = ViewStore.Open(_folder.Pool);
        using var other = ViewStore.Open(_folder.Pool);
        var turns = 0;
        foreach (var step in Say.Life(seed: 51, count: 120).Chunk(10))
        {
            await _folder.RunAsync(step);
            using var journal = _folder.Pool.OpenToRead();
            (turns++ % 3 == 0 ? one : other).CatchUp(journal);
        }

        Assert.Empty(Differences());
        Assert.Equal(_folder.End().Position, other.At.Position);
    }

    [Fact]
    public async Task Many_who_follow_at_once_write_each_row_once()
    {
        foreach (var step in Say.Life(seed: 52, count: 200).Chunk(5))
        {
            await _folder.RunAsync(step);
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(Follow)));

        Assert.Empty(Differences());
    }

    [Fact]
    public async Task What_broke_while_following_is_made_good_by_the_next()
    {
        foreach (var step in Say.Life(seed: 53, count: 90).Chunk(10))
        {
            await _folder.RunAsync(step);
        }

        using var views = ViewStore.Open(_folder.Pool);
        using (var broken = new WatchedJournal(_folder.Pool.OpenToRead()) { BreaksAfter = 4 })
        {
            Assert.Throws<IOException>(() => views.CatchUp(broken));
        }

        using var journal = _folder.Pool.OpenToRead();
        Assert.Equal(_folder.End().Position, views.CatchUp(journal));
        Assert.Empty(Differences());
    }

    [Fact]
    public async Task They_are_compared_as_they_were_at_one_moment_though_somebody_follows_meanwhile()
    {
        await _folder.RunAsync(Say.SettleMany(1, 10));
        await _folder.RunAsync(Say.SettleMany(11, 10));
        Follow();
        var followed = 0;
        using var journal = new WatchedJournal(_folder.Pool.OpenToRead())
        {
            Meanwhile = async () =>
            {
                await _folder.RunAsync(Say.SettleMany(21, 10));
                followed = Follow();
            },
        };

        Assert.Empty(ViewStore.Differences(_folder.Pool, journal));

        Assert.Equal(30, followed);
        Assert.Empty(Differences());
    }

    [Fact]
    public async Task Views_that_lost_their_place_are_built_anew()
    {
        await _folder.RunAsync(Say.SettleMany(1, 30));
        Follow();
        Execute($"UPDATE {{stands}} SET hash = {Bytes(new byte[32])} WHERE {{mine}}");
        Assert.Contains("views: belong to another journal", Differences());

        await _folder.RunAsync(Say.SettleMany(31, 5));
        Follow();

        Assert.Empty(Differences());
    }

    [Fact]
    public async Task Rows_behind_the_place_they_are_said_to_end_at_are_built_anew()
    {
        await _folder.RunAsync(Say.SettleMany(1, 30));
        Follow();
        Execute($"UPDATE {{stands}} SET position = 0, hash = {Bytes(JournalBatch.NoHash)} WHERE {{mine}}");

        Follow();

        Assert.Empty(Differences());
    }

    [Theory]
    [InlineData("prices", "pool = pool + 1")]
    [InlineData("orders", "state = 'placed'")]
    [InlineData("statements", "money = money - 1")]
    [InlineData("postings", "units = units + 1")]
    public async Task Verification_names_the_table_of_a_changed_row(string table, string change)
    {
        await _folder.RunAsync(Say.SettleMany(1, 12));
        Follow();
        Assert.Empty(new Verifier(_folder.Pool).Run().Damages);

        Execute($"UPDATE {{{table}}} SET {change} WHERE position = 5 AND {{mine}}");

        var damage = Assert.Single(new Verifier(_folder.Pool).Run().Damages);
        Assert.Equal(("views", $"views: {table} differ from the journal"), (damage.Where, damage.Reason));
    }

    [Theory]
    [InlineData("prices")]
    [InlineData("postings")]
    public async Task Verification_misses_no_row_that_is_gone(string table)
    {
        await _folder.RunAsync(Say.SettleMany(1, 12));
        Follow();

        Execute($"DELETE FROM {{{table}}} WHERE position = 5 AND {{mine}}");

        Assert.Equal([$"views: {table} differ from the journal"], Differences());
    }

    /// <summary>Runs a statement on the rows; <c>{orders}</c> is a table, <c>{mine}</c> says which rows.</summary>
    protected abstract void Execute(string sql);

    protected abstract string Bytes(byte[] bytes);

    protected abstract void SetVersion(int version);

    private IReadOnlyList<string> Differences()
    {
        using var journal = _folder.Pool.OpenToRead();
        return ViewStore.Differences(_folder.Pool, journal);
    }

    private int Follow()
    {
        using var journal = _folder.Pool.OpenToRead();
        using var views = ViewStore.Open(_folder.Pool);
        views.CatchUp(journal);
        return views.Reader.Orders(1_000).Count;
    }
}
