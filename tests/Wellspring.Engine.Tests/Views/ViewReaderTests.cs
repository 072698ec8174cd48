using Microsoft.Data.Sqlite;
using Wellspring.Core.Pools;
using Wellspring.Engine.Tests.Writers;
using Wellspring.Storage;

namespace Wellspring.Engine.Tests.Views;

public sealed class ViewReaderTests : IDisposable
{
    private readonly PoolFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Views_of_another_version_are_built_anew()
    {
        await _folder.RunAsync(Say.SettleMany(1, 5));
        Follow();
        using (var file = new SqliteConnection($"Data Source={_folder.Pool.ViewsPath};Pooling=False"))
        {
            file.Open();
            using var command = file.CreateCommand();
            command.CommandText = "DROP TABLE orders; CREATE TABLE orders (id TEXT); PRAGMA user_version=1;";
            command.ExecuteNonQuery();
        }

        Assert.Equal(5, Follow());
        using var journal = _folder.Pool.OpenToRead();
        Assert.Empty(ViewStore.Differences(_folder.Pool.ViewsPath, journal));
    }

    [Fact]
    public async Task Many_read_whole_pages_while_the_views_follow()
    {
        await _folder.RunAsync(Say.SettleMany(1, 300));
        using var journal = _folder.Pool.OpenToRead();
        using var views = ViewStore.Open(_folder.Pool.ViewsPath);
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
    public async Task A_look_that_fails_undoes_nothing_and_stops_nobody()
    {
        await using var writer = PoolWriter.Start(_folder.Pool.OpenToWrite(PoolFolder.Example), new());

        await Assert.ThrowsAsync<InvalidOperationException>(() => writer.SubmitAsync<int>(
            [Say.Settle(1)], (_, _) => throw new InvalidOperationException("look"), CancellationToken.None));
        var seen = await writer.SubmitAsync(
            [Say.Settle(1), Say.Settle(2)], (desk, _) => desk.Pool.Totals.Orders, CancellationToken.None);

        Assert.Equal([AnswerKind.Repeated, AnswerKind.Done], seen.Select(one => one.Answer.Kind));
        Assert.Equal([1L, 2L], seen.Select(one => one.Seen));
        Assert.Equal("c-2", (await writer.ReadAsync(desk => desk.FindCommand("c-2"), CancellationToken.None))?.Id);
        Assert.Null(await writer.ReadAsync(desk => desk.FindCommand("c-3"), CancellationToken.None));
        Assert.Null(await writer.ReadAsync(desk => desk.FindOrder("o-3"), CancellationToken.None));
    }

    private int Follow()
    {
        using var journal = _folder.Pool.OpenToRead();
        using var views = ViewStore.Open(_folder.Pool.ViewsPath);
        views.CatchUp(journal);
        return views.Reader.Orders(1_000).Count;
    }
}
