using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Wellspring.Engine;
using Wellspring.Engine.Journals;
using Wellspring.Proof;
using Wellspring.Server.Logs;
using Wellspring.Server.Nodes;
using Wellspring.Server.Platforms;
using Wellspring.Storage;
using Wellspring.Storage.Postgres;
using Wellspring.Storage.PublicLogs;

namespace Wellspring.Cluster.Tests;

/// <summary>The log of a pool without pages at its owner: what it signs, and how much strangers get.</summary>
[Collection("cluster")]
public sealed class PoolLogTests(TestDatabase database) : IAsyncLifetime
{
    private static readonly PoolKey Key = PoolKey.Of("shop", "main");
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("pool-log-").FullName;
    private readonly LogBuilds _builds = new();
    private string _connection = "";
    private NpgsqlDataSource _source = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_owner_that_was_overtaken_signs_nothing_of_what_the_newer_one_wrote()
    {
        await using var older = Own("older");
        await older.SubmitAsync(0);
        var first = Signed(await older.AskAsync(LogAsk.Checkpoint));
        await using var newer = Own("newer");
        await newer.SubmitAsync(1);

        await Assert.ThrowsAsync<JournalFencedException>(() => older.AskAsync(LogAsk.Checkpoint));
        Assert.Equal(2, first);
        Assert.Equal(first, Checkpoint.Parse(SignedNote.Parse(Kept()).Text).Size);
        await Assert.ThrowsAsync<JournalFencedException>(() => older.AskAsync(LogAsk.Checkpoint));

        Assert.Equal(3, Signed(await newer.AskAsync(LogAsk.Checkpoint)));
        await Assert.ThrowsAsync<FormatException>(() => newer.Log.AnswerAsync("null"));
    }

    [Fact]
    public async Task The_key_lies_on_the_disk_of_an_owner_and_of_nobody_who_was_one()
    {
        var keys = Path.Combine(_folder, "owner", "main", "keys");
        await using (var owner = Own("owner"))
        {
            await owner.SubmitAsync(0);
            Assert.Equal(LogAnswerKind.Given, (await owner.AskAsync(LogAsk.Key)).Kind);
            Assert.True(File.Exists(Path.Combine(keys, LogKeys.FileName)));
        }

        Assert.False(Directory.Exists(keys));
    }

    [Fact]
    public async Task Whoever_asks_while_the_database_keeps_the_log_waiting_is_told_to_come_again()
    {
        await using var owner = Own("owner");
        await owner.SubmitAsync(0);
        await using var holds = await _source.OpenConnectionAsync(Cancellation);
        await using var held = await holds.BeginTransactionAsync(Cancellation);
        await using var hold = new NpgsqlCommand(
            "SELECT pg_advisory_xact_lock(hashtextextended('wellspring-shelf:op_shop', 0))", holds);
        await hold.ExecuteNonQueryAsync(Cancellation);

        var asked = Enumerable.Range(0, 3).Select(_ => Task.Run(() => owner.AskAsync(LogAsk.Key), Cancellation));
        var answers = await Task.WhenAll(asked).WaitAsync(Long, Cancellation);
        await held.RollbackAsync(Cancellation);

        Assert.All(answers, answer => Assert.Equal(LogAnswerKind.NotReady, answer.Kind));
        await AssertGivenAsync(owner);
    }

    [Fact]
    public async Task A_node_builds_two_logs_at_once_and_tells_others_to_come_again()
    {
        await using var owner = Own("owner");
        await owner.SubmitAsync(0);
        await _builds.Turns.WaitAsync(Cancellation);
        await _builds.Turns.WaitAsync(Cancellation);

        Assert.False(await _builds.Turns.WaitAsync(0, Cancellation));
        Assert.Equal(LogAnswerKind.NotReady, (await owner.AskAsync(LogAsk.Key)).Kind);
        _builds.Turns.Release();
        await AssertGivenAsync(owner);

        // What is built needs no turn.
        await _builds.Turns.WaitAsync(Cancellation);
        await AssertGivenAsync(owner);
    }

    [Fact]
    public async Task All_who_wait_for_a_look_at_the_journal_share_the_next_one()
    {
        await using var owner = Own("owner");
        using var mayGoOn = new ManualResetEventSlim();
        var (looks, began) = (0, new TaskCompletionSource());
        using var desk = new LogDesk(
            new(
                () =>
                {
                    Interlocked.Increment(ref looks);
                    began.TrySetResult();
                    mayGoOn.Wait(Cancellation);
                    return owner.Directory;
                },
                (command, cancellation) => owner.Writer.SubmitAsync(command, cancellation), () => "shop/main",
                new LogKeys(Path.Combine(_folder, "desk")), new LogWitnesses([]), TimeProvider.System),
            NullLogger<LogDesk>.Instance);

        var first = desk.RunAsync(Cancellation);
        await began.Task.WaitAsync(Long, Cancellation);
        var others = Enumerable.Range(0, 50).Select(_ => desk.RunAsync(Cancellation)).ToList();
        mayGoOn.Set();
        await Task.WhenAll([first, .. others]);

        Assert.Equal(2, looks);
        await owner.SubmitAsync(0);
        await desk.RunAsync(Cancellation);
        Assert.Equal((3, 2L), (looks, desk.Size));
    }

    [Theory]
    [InlineData(PoolReplyKind.Opening)]
    [InlineData(PoolReplyKind.Stopped)]
    public async Task One_question_of_a_stranger_is_one_call_whatever_the_pool_does(PoolReplyKind kind)
    {
        await using var shared = PostgresSource.Open(ClusterSchema.ConnectionOf(_connection));
        await ClusterSchema.PrepareAsync(shared, Cancellation);
        await new Operators(shared).AddAsync(new("shop", 1, 1, 1, IsSuspended: false), Cancellation);
        var book = new PoolBook(shared);
        await book.AddAsync(
            new(Key, PoolEntry.Headless, TestCluster.Plan, null, DateTimeOffset.UnixEpoch), Cancellation);
        var pool = new BusyPool(kind);
        var grains = DispatchProxy.Create<IGrainFactory, OnePool>();
        ((OnePool)(object)grains).Pool = pool;
        var door = new LogDoor(book, new(grains, TimeProvider.System), new(TimeProvider.System));
        var http = new DefaultHttpContext();
        (http.Request.RouteValues["owner"], http.Request.RouteValues["pool"]) = ("shop", "main");

        var answer = await door.AnswerAsync(http, new(LogAsk.Key), Cancellation);

        Assert.Equal(LogAnswerKind.NotReady, Assert.IsType<LogAnswer>(answer).Kind);
        Assert.Equal(1, pool.Asked);
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void Addresses_of_one_household_are_one_caller(string one, string other, bool isSame) => Assert.Equal(
        isSame, LogDoor.CallerOf(IPAddress.Parse(one)) == LogDoor.CallerOf(IPAddress.Parse(other)));

    public async ValueTask InitializeAsync()
    {
        _connection = await database.NewAsync();
        _source = PostgresSource.Open(
            new NpgsqlConnectionStringBuilder(_connection) { SearchPath = "op_shop" }.ConnectionString);
        PostgresSchema.Prepare(_source);
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static long Signed(LogAnswer checkpoint)
    {
        Assert.Equal(LogAnswerKind.Given, checkpoint.Kind);
        return Checkpoint.Parse(SignedNote.Parse(Encoding.UTF8.GetString(checkpoint.Body)).Text).Size;
    }

    private static async Task AssertGivenAsync(Owner owner)
    {
        LogAnswer answer;
        do
        {
            answer = await owner.AskAsync(LogAsk.Key);
        }
        while (answer.Kind is LogAnswerKind.NotReady);

        Assert.Equal(LogAnswerKind.Given, answer.Kind);
    }

    private Owner Own(string node)
    {
        var claim = PoolClaim.Take(_source, Key.Pool);
        var directory = new PoolDirectory(Path.Combine(_folder, node, Key.Pool), _source, Key.Pool, claim);
        var plan = PoolPlan.Of(TestCluster.Plan, null, DateTimeOffset.UnixEpoch).Plan;
        var writer = PoolWriter.Start(directory.OpenToWrite(directory.Exists ? null : plan), new());
        var place = new PoolLogPlace(
            Key, _source, directory, claim, writer, new ClusterSecret(new string('s', 40)), TimeProvider.System);
        return new(writer, directory, new(place, _builds, NullLogger<LogDesk>.Instance));
    }

    private string Kept() => Encoding.UTF8.GetString(new PostgresShelf(
        _source, _folder, new ClusterSecret(new string('s', 40)).KeyFor($"log {Key}"))
        .Find("main/keys/log.checkpoint")!);

    private sealed record Owner(PoolWriter Writer, PoolDirectory Directory, PoolLog Log) : IAsyncDisposable
    {
        public async Task<LogAnswer> AskAsync(string about) => JsonSerializer.Deserialize<LogAnswer>(
            await Log.AnswerAsync(JsonSerializer.Serialize(new LogAsk(about))))!;

        public Task SubmitAsync(int number) => Writer.SubmitAsync(TestCluster.Command(number), Cancellation);

        public async ValueTask DisposeAsync()
        {
            await using (Writer)
            {
                await Log.DisposeAsync();
            }
        }
    }

    private sealed class BusyPool(PoolReplyKind kind) : IPoolGrain
    {
        public int Asked { get; private set; }

        public Task<PoolReply> ReadAsync(byte[] question)
        {
            Asked++;
            return Task.FromResult(new PoolReply(kind, []));
        }

        public Task<PoolReply> SubmitAsync(byte[] lines) => throw new NotSupportedException();

        public Task<PoolReply> WhereAsync() => throw new NotSupportedException();

        public Task LeaveAsync() => throw new NotSupportedException();
    }

}

/// <summary>Knows one grain, by whatever name.</summary>
public class OnePool : DispatchProxy
{
    internal IPoolGrain? Pool { get; set; }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Pool;
}
