using Npgsql;
using Wellspring.Storage.Postgres;

namespace Wellspring.Engine.Tests.Journals;

public sealed class PostgresSourceTests(JournalDatabase server)
{
    [Theory]
    [InlineData("57P01", true)] // an operator ended it
    [InlineData("57P03", true)] // it is starting
    [InlineData("08006", true)] // the line broke
    [InlineData("25006", true)] // it became a standby
    [InlineData("53100", true)] // its disk is full
    [InlineData("23505", false)] // a row is there already
    [InlineData("42P01", false)] // there is no such table
    [InlineData("40001", false)] // two writers met
    public void A_database_that_is_away_is_told_from_one_that_says_no(string state, bool isAway)
    {
        var said = new PostgresException("said", "ERROR", "ERROR", state);

        Assert.Equal(isAway, PostgresAway.Is(said));
        Assert.Equal(isAway, PostgresAway.Is(new PoolStoppedException(said)));
        Assert.Equal(isAway, PostgresAway.Is(new AggregateException(new InvalidOperationException(), said)));
    }

    [Fact]
    public void A_server_that_nobody_runs_is_away_and_a_defect_of_ours_is_not()
    {
        using var nobody = PostgresSource.Open("Host=127.0.0.1:1,127.0.0.1:2;Username=postgres");

        Assert.True(PostgresAway.Is(Record.Exception(nobody.OpenConnection)));
        Assert.False(PostgresAway.Is(new InvalidOperationException("ours")));
        Assert.False(PostgresAway.Is(null));
    }

    [Fact]
    public async Task Of_several_servers_the_one_that_can_be_written_to_is_found()
    {
        var alive = new NpgsqlConnectionStringBuilder(await server.NewDatabaseAsync());
        alive.Host = $"127.0.0.1:1,127.0.0.1:{alive.Port}";
        alive.TargetSessionAttributes = "primary";
        await using var source = PostgresSource.Open(alive.ConnectionString);

        await using var query = source.CreateCommand("SELECT pg_is_in_recovery()");

        Assert.False((bool)(await query.ExecuteScalarAsync(TestContext.Current.CancellationToken))!);
    }

    [Theory]
    [InlineData("Host=a,b;Target Session Attributes=standby")]
    [InlineData("Host=a;Target Session Attributes=any")]
    [InlineData("Hoost=a")]
    public void A_connection_that_a_platform_cannot_use_is_refused_at_once(string connection) =>
        Assert.Throws<FormatException>(() => PostgresSource.Open(connection));

    [Fact]
    public async Task What_the_operator_gives_goes_before_what_we_choose()
    {
        await using var source = PostgresSource.Open("Host=a;Timeout=77;Application Name=mine");

        var settings = new NpgsqlConnectionStringBuilder(source.ConnectionString);

        Assert.Equal((77, "mine", -1), (settings.Timeout, settings.ApplicationName, settings.CancellationTimeout));
    }
}
