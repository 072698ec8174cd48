using Wellspring.Core.Pools;
using Wellspring.Core.Tests.Versions;

namespace Wellspring.Core.Tests.Pools;

/// <summary>Statements for the public log have one spelling, and move nothing.</summary>
public sealed class StatementTests
{
    [Theory]
    [InlineData("""{ "b" : 1, "a" : "x" }""", """{"a":"x","b":1}""")]
    [InlineData("""{"list":[ -3, true, {"z":false,"y":"总额"} ]}""", """{"list":[-3,true,{"y":"总额","z":false}]}""")]
    [InlineData("""{"quoted":"a \" b \\ c"}""", """{"quoted":"a \" b \\ c"}""")]
    [InlineData("""{"escaped":"\u4f59"}""", """{"escaped":"余"}""")]
    [InlineData("{}", "{}")]
    public void A_statement_has_one_spelling(string typed, string canonical)
    {
        Assert.Equal(canonical, Statements.Canonical(typed));
        Assert.Equal(canonical, Statements.Canonical(canonical));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{\"half\":1.5}")]
    [InlineData("{\"large\":9007199254740992}")]
    [InlineData("{\"none\":null}")]
    [InlineData("{\"twice\":1,\"twice\":2}")]
    [InlineData("{\"line\":\"\\n\"}")]
    [InlineData("{\"half character\":\"\\ud83d\"}")]
    [InlineData("{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}")]
    [InlineData("{")]
    public void What_has_no_spelling_is_no_statement(string typed) => Assert.Null(Statements.Canonical(typed));

    [Fact]
    public void A_statement_of_more_than_1024_bytes_is_refused_where_it_is_read_and_where_it_is_decided()
    {
        var most = $$"""{"x":"{{new string('x', Statements.Most - 8)}}"}""";
        var more = $$"""{"x":"{{new string('x', Statements.Most - 7)}}"}""";

        Assert.Equal(most, Statements.Canonical(most));
        Assert.Null(Statements.Canonical(more));
        Assert.Contains("1024", CommandText.Read(Line(more)).Mistake!.En, StringComparison.Ordinal);
        Assert.True(Decide(StatementTopic.Balances, most).IsAccepted);
        Assert.Equal(Refusal.StatementUnreadable, Decide(StatementTopic.Balances, more).Reason);
        Assert.Equal(Refusal.StatementUnreadable, Decide(StatementTopic.Balances, "{ }").Reason);
        Assert.Equal(Refusal.StatementUnreadable, Decide((StatementTopic)9, "{}").Reason);
    }

    [Fact]
    public void A_published_statement_changes_nothing_of_the_pool()
    {
        var desk = VersionScene.Cn();
        desk.Buy("ann", "1000");
        var before = desk.Pool.StateHash();

        desk.Accepted<PoolEvent.StatementPublished>(
            new PoolCommand.PublishStatement(desk.NextId, desk.Now, StatementTopic.Attestation, "{}"));

        Assert.Equal(before, desk.Pool.StateHash());
    }

    private static string Line(string statement) =>
        """{"id":"x","at":"2026-01-05T02:00:00Z","publishStatement":{"topic":"balances","statement":"""
        + statement + "}}";

    private static Decision Decide(StatementTopic topic, string statement) => VersionScene.Cn().Pool.Decide(
        new PoolCommand.PublishStatement("x", default, topic, statement), default, 1);
}
