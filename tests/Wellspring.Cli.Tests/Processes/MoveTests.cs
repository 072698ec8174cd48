using System.Diagnostics;
using Npgsql;
using Wellspring.Engine.Tests.Postgres;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Database;
using Wellspring.Shop.Demo;
using Wellspring.Storage;

namespace Wellspring.Cli.Tests.Processes;

/// <summary>A demo platform with its ninety days, and a PostgreSQL to move it to.</summary>
public sealed class MovingPlatform : IAsyncLifetime
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("moving-").FullName;

    public PostgresServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await PostgresServer.StartAsync(CancellationToken.None, "fsync=off");
        await Serving.SeedAsync(
            new() { Folder = Folder }, ReadyPlan.Find("local-life")!, (_, _) => { }, CancellationToken.None);
        Directory.CreateDirectory(Path.Combine(Folder, "keys"));
        await File.WriteAllTextAsync(Path.Combine(Folder, "keys", "key-1.xml"), "<key />");
        await File.WriteAllTextAsync(Path.Combine(Folder, "server.json"), "{}");
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary><c>wellspring move</c> as a real process, into a real PostgreSQL and out of it.</summary>
public sealed class MoveTests(MovingPlatform platform) : IClassFixture<MovingPlatform>, IDisposable
{
    private const string Note = "moving.json";

    private readonly CliFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task There_and_back_again_a_platform_is_the_same_to_the_last_hash()
    {
        var (inside, back) = (_folder["inside"], _folder["back"]);
        var before = ImageOf(platform.Folder);

        var there = (await MoveAsync(platform.Folder, inside, await NewDatabaseAsync())).Exits(0);

        Assert.Contains("equal hashes", there.Output, StringComparison.Ordinal);
        Assert.Equal(before, ImageOf(inside));
        Assert.False(File.Exists(Path.Combine(inside, "shop.db")) || File.Exists(Path.Combine(inside, Note)));
        Assert.Equal("<key />", await File.ReadAllTextAsync(Path.Combine(inside, "keys", "key-1.xml"), Cancellation));
        (await _folder.RunAsync("verify", "--data", Path.Combine(inside, "pool"))).Exits(0);

        (await MoveAsync(inside, back)).Exits(0);

        Assert.Equal(before, ImageOf(back));
        Assert.Equal("{}", await File.ReadAllTextAsync(Path.Combine(back, "server.json"), Cancellation));
        (await _folder.RunAsync("verify", "--data", Path.Combine(back, "pool"))).Exits(0);
        Assert.Equal(before, ImageOf(platform.Folder));
    }

    [Fact]
    public async Task A_platform_that_was_moved_runs_and_makes_its_caches_anew()
    {
        var inside = _folder["inside"];
        (await MoveAsync(platform.Folder, inside, await NewDatabaseAsync())).Exits(0);
        var position = new PoolDirectory(Site.PoolPath(inside)).Load().End.Position;

        using (var served = _folder.Start("serve", "--data", inside, "--url", "http://127.0.0.1:0"))
        {
            // The first thing it does is to put the clock forward, over what came due since.
            var pool = new PoolDirectory(Site.PoolPath(inside));
            for (var attempt = 0; pool.Load().End.Position <= position; attempt++)
            {
                Assert.True(!served.HasExited && attempt < 600, "it does not run");
                await Task.Delay(100, Cancellation);
            }

            served.Kill();
            await served.WaitForExitAsync(Cancellation);
        }

        (await _folder.RunAsync("verify", "--data", Path.Combine(inside, "pool"))).Exits(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_move_that_is_killed_loses_nothing_says_so_and_can_be_repeated(bool intoPostgres)
    {
        var connection = await NewDatabaseAsync();
        var source = intoPostgres ? platform.Folder : _folder["source"];
        if (!intoPostgres)
        {
            (await MoveAsync(platform.Folder, source, connection)).Exits(0);
        }

        var (target, given) = (_folder["target"], intoPostgres ? connection : null);
        var before = ImageOf(source);
        foreach (var early in new[] { true, false })
        {
            await KillAmidAsync(source, target, given, early);

            Assert.Equal(before, ImageOf(source));
            var refused = (await _folder.RunAsync("serve", "--data", target)).Exits(2);
            Assert.Contains("was not finished", refused.Errors, StringComparison.Ordinal);
        }

        var repeated = (await MoveAsync(source, target, given)).Exits(0);

        Assert.Contains("starting anew", repeated.Errors, StringComparison.Ordinal);
        Assert.Equal(before, ImageOf(target));
    }

    [Fact]
    public async Task What_is_there_already_is_never_moved_over()
    {
        var (inside, other) = (_folder["inside"], _folder["other"]);
        var connection = await NewDatabaseAsync();
        (await MoveAsync(platform.Folder, inside, connection)).Exits(0);
        var before = ImageOf(inside);

        var database = (await MoveAsync(platform.Folder, other, connection)).Exits(2);
        var directory = (await MoveAsync(platform.Folder, inside)).Exits(2);

        Assert.Contains("tables in this schema", database.Errors, StringComparison.Ordinal);
        Assert.Contains("neither empty nor", directory.Errors, StringComparison.Ordinal);
        Assert.Equal(before, ImageOf(inside));
        Assert.False(Directory.Exists(other));
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_said_in_a_sentence()
    {
        var refused = (await MoveAsync(
            platform.Folder, _folder["target"], "Host=127.0.0.1:1;Username=postgres;Database=postgres")).Exits(2);

        Assert.Contains("The database does not answer", refused.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["target"]));
    }

    // When it has begun to write, and when the journal is there in part.
    private async Task KillAmidAsync(string source, string target, string? connection, bool early)
    {
        using var process = Start(source, target, connection);
        var note = Path.Combine(target, Note);
        while (!File.Exists(note) || !await IsAtAsync(target, connection, early))
        {
            Assert.False(process.HasExited, "it ended before it could be killed");
            await Task.Delay(5, Cancellation);
        }

        process.Kill();
        await process.WaitForExitAsync(Cancellation);
        Assert.True(File.Exists(note), "it was through before it was killed");
    }

    private static async Task<bool> IsAtAsync(string target, string? connection, bool early)
    {
        if (early || connection is null)
        {
            return File.Exists(Path.Combine(
                target, connection is not null ? "database.json" : early ? "pool/journal.db" : "shop.db"));
        }

        try
        {
            await using var open = new NpgsqlConnection(connection);
            await open.OpenAsync(Cancellation);
            await using var query = new NpgsqlCommand("SELECT 1 FROM wellspring.batches LIMIT 1", open);
            return await query.ExecuteScalarAsync(Cancellation) is not null;
        }
        catch (PostgresException)
        {
            return false;
        }
    }

    // All that a platform is: the journal's end and state, and the sum of all its records.
    private static (string Journal, string State, string Records) ImageOf(string folder)
    {
        var replayed = new PoolDirectory(Site.PoolPath(folder)).Load();
        using var records = ShopDatabase.OpenIn(folder);
        return (Convert.ToHexStringLower(replayed.End.Hash.Span), replayed.Pool.StateHash(), ShopCopy.Digest(records));
    }

    private async Task<string> NewDatabaseAsync() => await platform.Server.NewDatabaseAsync(Cancellation);

    private Task<Said> MoveAsync(string from, string to, string? connection = null) =>
        _folder.RunAsync(Arguments(from, to, connection));

    private Process Start(string from, string to, string? connection) =>
        _folder.Start(Arguments(from, to, connection));

    private static string[] Arguments(string from, string to, string? connection) =>
        ["move", "--from", from, "--to", to, .. connection is null ? (string[])[] : ["--postgres", connection]];
}
