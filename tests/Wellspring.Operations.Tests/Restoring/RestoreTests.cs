using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using Wellspring.Core;
using Wellspring.Engine;
using Wellspring.Engine.Journals;
using Wellspring.Engine.Tests.Postgres;
using Wellspring.Storage;
using Wellspring.Storage.Postgres;

namespace Wellspring.Operations.Tests.Restoring;

/// <summary>A journal restored to any point is what it was then, to the byte, and goes on from there.</summary>
public sealed class RestoreTests : IDisposable
{
    private const int Orders = 8;

    private readonly Programs _programs = new();

    [Fact]
    public async Task To_every_position_it_is_the_pool_of_that_moment()
    {
        var moments = await FillAsync();
        var backup = _programs["backup"];
        Backup.Write(Pool("data"), backup);

        foreach (var (moment, index) in moments.Select((moment, index) => (moment, index)))
        {
            var restored = Pool($"restored-{index}");
            Backup.Restore(backup, restored, RestorePoint.At(moment.End.Position));

            Assert.Empty(new Verifier(restored).Run().Damages);
            Assert.Equal(moment.StateHash, restored.Load().Pool.StateHash());
            using var journal = restored.OpenToRead();
            Assert.Equal(moment.End.Hash.ToArray(), journal.End().Hash.ToArray());
            Assert.Equal(moment.Members, journal.Names().Count());
        }
    }

    [Fact]
    public async Task To_a_time_it_holds_what_was_recorded_until_then()
    {
        var moments = await FillAsync();
        Backup.Write(Pool("data"), _programs["backup"]);

        // One order a minute: half a minute after the sixth, six are there.
        var restored = Pool("restored");
        var end = Backup.Restore(
            _programs["backup"], restored, RestorePoint.At(Instant.From(Plans.Start.AddMinutes(5).AddSeconds(30))));

        Assert.Equal(moments[5].End.Position, end.Position);
        Assert.Equal(moments[5].StateHash, restored.Load().Pool.StateHash());
    }

    [Fact]
    public async Task A_point_within_a_batch_leaves_the_whole_batch_out()
    {
        await using (var writer = PoolWriter.Start(Pool("data").OpenToWrite(Plans.Example), new()))
        {
            await writer.SubmitAsync(Plans.Settle(0), TestContext.Current.CancellationToken);
            await writer.SubmitAsync(
                [Plans.Settle(1), Plans.Settle(2), Plans.Settle(3)], TestContext.Current.CancellationToken);
        }

        Backup.Write(Pool("data"), _programs["backup"]);
        var whole = Pool("data").Load().End.Position;

        var end = Backup.Restore(_programs["backup"], Pool("restored"), RestorePoint.At(whole - 1));

        Assert.Equal(whole - 3, end.Position);
        Assert.Empty(new Verifier(Pool("restored")).Run().Damages);
    }

    [Fact]
    public async Task What_was_restored_goes_on()
    {
        var moments = await FillAsync();
        Backup.Write(Pool("data"), _programs["backup"]);
        Backup.Restore(_programs["backup"], Pool("restored"), RestorePoint.At(moments[3].End.Position));

        await using (var writer = PoolWriter.Start(Pool("restored").OpenToWrite(null), new()))
        {
            var again = await writer.SubmitAsync(Plans.Settle(3), TestContext.Current.CancellationToken);
            var lost = await writer.SubmitAsync(Plans.Settle(4), TestContext.Current.CancellationToken);
            Assert.Equal(AnswerKind.Repeated, again.Kind);
            Assert.Equal(AnswerKind.Done, lost.Kind);
        }

        Assert.Equal(moments[4].StateHash, Pool("restored").Load().Pool.StateHash());
    }

    [Fact]
    public async Task A_point_that_cannot_be_is_refused_and_leaves_nothing()
    {
        await FillAsync();
        (await _programs.RunAsync("backup", "--data", _programs["data"], "--out", _programs["backup"])).Exits(0);
        foreach (var (until, said) in new[]
        {
            ("999999", "999999"), ("2020-01-01T00:00:00+08:00", "no pool yet"),
            ("yesterday", "neither a position nor a time"),
        })
        {
            var refused = (await _programs.RunAsync(
                "restore", "--data", _programs["restored"], "--until", until, _programs["backup"])).Exits(2);

            Assert.Contains(said, refused.Errors, StringComparison.Ordinal);
            Assert.False(Directory.Exists(_programs["restored"]));
            Assert.Empty(Directory.GetDirectories(_programs.Path, "restored*"));
        }
    }

    [Fact]
    public async Task The_command_restores_into_files_and_into_PostgreSQL_alike()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var moments = await FillAsync();
        await using var postgres = await PostgresServer.StartAsync(cancellation, "fsync=off");
        var database = await postgres.NewDatabaseAsync(cancellation);
        (await _programs.RunAsync("backup", "--data", _programs["data"], "--out", _programs["backup"])).Exits(0);

        var position = moments[6].End.Position.ToString(CultureInfo.InvariantCulture);
        var files = (await _programs.RunAsync(
            "restore", "--data", _programs["files"], "--until", position, _programs["backup"])).Exits(0);
        var tables = (await _programs.RunAsync(
            "restore", "--data", _programs["tables"], "--until", position, "--postgres", database,
            _programs["backup"])).Exits(0);

        Assert.Contains(moments[6].StateHash, files.Output, StringComparison.Ordinal);
        Assert.Equal(files.Output, tables.Output);
        (await _programs.RunAsync("verify", "--data", _programs["tables"])).Exits(0);
        var twice = (await _programs.RunAsync(
            "restore", "--data", _programs["twice"], "--postgres", database, _programs["backup"])).Exits(2);
        Assert.Contains("overwrites nothing", twice.Errors, StringComparison.Ordinal);
        NpgsqlConnection.ClearAllPools();
    }

    [Fact]
    public async Task A_restore_into_PostgreSQL_that_fails_leaves_no_table_and_can_be_repeated()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await FillAsync();
        await using var postgres = await PostgresServer.StartAsync(cancellation, "fsync=off");
        var database = await postgres.NewDatabaseAsync(cancellation);
        var (good, damaged) = (_programs["backup"], _programs["damaged"]);
        Backup.Write(Pool("data"), good);
        File.Copy(good, damaged);
        await using (var file = new SqliteConnection($"Data Source={damaged};Pooling=False"))
        {
            await file.OpenAsync(cancellation);
            await using var change = file.CreateCommand();
            change.CommandText =
                "UPDATE batches SET payload = zeroblob(length(payload)) WHERE first = (SELECT max(first) FROM batches)";
            Assert.Equal(1, await change.ExecuteNonQueryAsync(cancellation));
        }

        string[] command = ["restore", "--data", _programs["tables"], "--postgres", database];
        (await _programs.RunAsync([.. command, damaged])).Exits(3);

        Assert.False(PostgresPlace.HasTables(database));
        Assert.False(Directory.Exists(_programs["tables"]));
        (await _programs.RunAsync([.. command, good])).Exits(0);
        NpgsqlConnection.ClearAllPools();
    }

    public void Dispose() => _programs.Dispose();

    private PoolDirectory Pool(string name) => new(_programs[name]);

    // One order a minute by the host's clock, each on disk before the next, each by a new member.
    private async Task<List<Moment>> FillAsync()
    {
        var moments = new List<Moment>();
        var wall = new Minutes();
        for (var number = 0; number < Orders; number++)
        {
            wall.Now = Plans.Start.AddMinutes(number);
            await using (var writer = PoolWriter.Start(Pool("data").OpenToWrite(Plans.Example, wall), new()))
            {
                var answer = await writer.SubmitAsync(Plans.Settle(number), TestContext.Current.CancellationToken);
                Assert.Equal(AnswerKind.Done, answer.Kind);
            }

            var pool = Pool("data").Load();
            moments.Add(new(pool.End, pool.Pool.StateHash(), pool.Pool.MemberCount));
        }

        return moments;
    }

    private sealed record Moment(JournalEnd End, string StateHash, int Members);

    private sealed class Minutes : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
