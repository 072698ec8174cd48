using System.Globalization;
using System.Text.RegularExpressions;
using Wellspring.Engine.Tests.Journals;
using Wellspring.Engine.Tests.Writers;
using Wellspring.Storage;

namespace Wellspring.Engine.Tests.Views;

public sealed class PostgresViewTests(JournalDatabase database) : ViewContract(database)
{
    private string Mine => $"(SELECT number FROM view_stands WHERE pool = '{Folder.PoolName}')";

    [Fact]
    public async Task Each_pool_of_a_database_has_rows_of_its_own()
    {
        using var other = new PoolFolder(Folder.Database);
        foreach (var (folder, orders) in new[] { (Folder, Say.SettleMany(1, 30)), (other, Say.SettleMany(10, 50)) })
        {
            await folder.RunAsync(orders);
            using var journal = folder.Pool.OpenToRead();
            using var views = ViewStore.Open(folder.Pool);
            views.CatchUp(journal);
        }

        using (var views = ViewStore.Open(Folder.Pool))
        {
            Assert.Equal(30, views.Reader.Orders(1_000).Count);
            Assert.Null(views.Reader.Order("o-40"));
        }

        Assert.Empty(new Verifier(Folder.Pool).Run().Damages);
        Assert.Empty(new Verifier(other.Pool).Run().Damages);
    }

    [Fact]
    public async Task Another_node_finds_the_views_where_the_first_left_them()
    {
        await Folder.RunAsync(Say.SettleMany(1, 30));
        using (var journal = Folder.Pool.OpenToRead())
        using (var views = ViewStore.Open(Folder.Pool))
        {
            views.CatchUp(journal);
        }

        using var node = new PoolFolder(Folder.Database, Folder.PoolName);
        using var found = ViewStore.Open(node.Pool);

        Assert.Equal(Folder.End().Position, found.At.Position);
        Assert.Equal(30, found.Reader.Orders(1_000).Count);
        Assert.False(File.Exists(node["views.db"]));
    }

    protected override void Execute(string sql)
    {
        using var command = Folder.Database!.Source.CreateCommand(Regex.Replace(
            sql.Contains("{stands}", StringComparison.Ordinal)
                ? sql.Replace("{mine}", $"number = {Mine}", StringComparison.Ordinal)
                : sql.Replace("{mine}", $"in_pool = {Mine}", StringComparison.Ordinal),
            @"\{(\w+)\}", "view_$1"));
        command.ExecuteNonQuery();
    }

    protected override string Bytes(byte[] bytes) => $"'\\x{Convert.ToHexString(bytes)}'::bytea";

    protected override void SetVersion(int version)
    {
        using var command = Folder.Database!.Source.CreateCommand(string.Create(CultureInfo.InvariantCulture,
            $"UPDATE view_stands SET version = {version} WHERE pool = '{Folder.PoolName}'"));
        command.ExecuteNonQuery();
    }
}
