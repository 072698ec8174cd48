using System.Globalization;
using Wellspring.Engine.Journals;
using Wellspring.Engine.Tests.Journals;
using Wellspring.Storage;
using Wellspring.Storage.Postgres;

namespace Wellspring.Engine.Tests.Writers;

/// <summary>Snapshots that are kept with the journal, so that no node needs to have run the pool before.</summary>
public sealed class PostgresSnapshotTests : IDisposable
{
    private readonly PoolFolder _folder;

    public PostgresSnapshotTests(JournalDatabase database) => _folder = new(database);

    private PostgresSnapshots Kept => new(_folder.Database!.Source, _folder.PoolName);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_node_that_never_ran_the_pool_starts_from_the_snapshot_and_knows_every_id()
    {
        var life = Say.Life(seed: 61, count: 200);
        await RunAsync(life[..150]);
        await _folder.RunAsync(life[150..]);

        using var node = new PoolFolder(_folder.Database, _folder.PoolName);
        Assert.InRange(node.Pool.Load().SnapshotAt, 1, node.End().Position - 1);
        Assert.Equal(_folder.HashFromZero(), node.StateHash());
        var again = await node.RunAsync(life);

        Assert.All(again, answer => Assert.Equal(AnswerKind.Repeated, answer.Kind));
        Assert.False(File.Exists(node["snapshot"]));
        Assert.Empty(new Verifier(node.Pool).Run().Damages);
    }

    [Fact]
    public async Task Only_the_newest_two_are_kept()
    {
        var ends = new List<long>();
        foreach (var step in Say.SettleMany(1, 12).Chunk(3))
        {
            await RunAsync(step);
            ends.Add(_folder.End().Position);
        }

        Assert.Equal([ends[3], ends[2]], Kept.Read().Select(bytes => Snapshot.TryRead(bytes)!.At.Position));
    }

    [Fact]
    public async Task A_damaged_one_is_named_and_the_one_before_it_is_the_start()
    {
        await RunAsync(Say.SettleMany(1, 5));
        var before = _folder.End().Position;
        await RunAsync(Say.SettleMany(6, 5));
        Execute($"""
            UPDATE snapshots SET bytes = set_byte(bytes, 60, 255 - get_byte(bytes, 60))
            WHERE pool = '{_folder.PoolName}' AND position > {before}
            """);

        Assert.Equal(before, _folder.Pool.Load().SnapshotAt);
        Assert.Equal(_folder.HashFromZero(), _folder.StateHash());
        Assert.Equal([new Storage.Damage("snapshot", "hash-mismatch")], new Verifier(_folder.Pool).Run().Damages);
    }

    [Fact]
    public async Task One_of_another_journal_or_a_forged_one_is_no_start_or_is_named()
    {
        using var other = new PoolFolder(_folder.Database);
        await RunAsync(Say.SettleMany(1, 5));
        await other.RunAsync(Say.SettleMany(1, 9));
        var (mine, theirs) = (_folder.Pool.Load(), other.Pool.Load());

        Kept.Keep(theirs.End, Snapshot.Encode(theirs.End, theirs.Counts, theirs.Pool).Span);
        Assert.Equal(mine.End.Position, _folder.Pool.Load().SnapshotAt);

        Kept.Keep(mine.End, Snapshot.Encode(mine.End, mine.Counts, theirs.Pool).Span);
        Assert.Contains(
            new Storage.Damage("snapshot", $"differs from the journal at position {mine.End.Position}"),
            new Verifier(_folder.Pool).Run().Damages);
    }

    [Fact]
    public void One_larger_than_a_part_comes_back_whole()
    {
        var bytes = new byte[(9 << 20) + 5];
        new Random(1).NextBytes(bytes);

        Kept.Keep(new(7, JournalBatch.NoHash), bytes);
        Kept.Keep(new(7, JournalBatch.NoHash), bytes);

        Assert.Equal(bytes, Assert.Single(Kept.Read()));
    }

    private async Task RunAsync(Core.Pools.PoolCommand[] commands)
    {
        await using var session = _folder.Open(PoolFolder.Snapshots);
        await session.SubmitAsync(commands);
    }

    private void Execute(FormattableString sql)
    {
        using var command = _folder.Database!.Source.CreateCommand(sql.ToString(CultureInfo.InvariantCulture));
        command.ExecuteNonQuery();
    }
}
