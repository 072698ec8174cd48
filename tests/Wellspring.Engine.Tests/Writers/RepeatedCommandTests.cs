using Wellspring.Core.Pools;

namespace Wellspring.Engine.Tests.Writers;

/// <summary>The same command twice is once, for ever; another command under the same id is nothing at all.</summary>
public sealed class RepeatedCommandTests : IDisposable
{
    private const string Sent = """
        {"id":"x-1","at":"2026-01-05T10:00:00+08:00",
        "settleOrder":{"order":"x","member":"m","merchant":"s","amount":"1000.00"}}
        """;

    private const string SentOtherwise = """
        {"settleOrder":{"amount":"1000.0","merchant":"s","member":"m","order":"x"},
        "at":"2026-01-05T02:00:00Z","id":"x-1"}
        """;

    private readonly PoolFolder _folder = new();

    [Fact]
    public async Task The_same_content_gets_the_first_record_again()
    {
        await using var session = _folder.Open();
        var first = await session.SubmitAsync(Say.Settle(1));
        var others = await session.SubmitAsync(Say.SettleMany(2, 5));

        var again = await session.SubmitAsync(Say.Settle(1));

        Assert.Equal((AnswerKind.Done, 1L), (first.Kind, first.Record.Position));
        Assert.Equal(AnswerKind.Repeated, again.Kind);
        AssertSame(first, again);
        Assert.Equal(6, others[^1].Record.Position);
    }

    [Fact]
    public async Task The_same_amount_otherwise_written_is_the_same_content()
    {
        var first = await _folder.RunAsync(Say.Line(Sent));

        var again = await _folder.RunAsync(Say.Line(SentOtherwise));

        Assert.Equal(AnswerKind.Repeated, again[0].Kind);
        AssertSame(first[0], again[0]);
    }

    [Fact]
    public async Task A_refusal_stays_a_refusal_when_the_rules_would_say_yes_by_now()
    {
        var sale = Say.Sell("sale", "m1", "5");
        var refused = await _folder.RunAsync(sale);

        // The member gets its number, and points enough, in between.
        var answers = await _folder.RunAsync(Say.Settle(1), sale, Say.Sell("sale-2", "m1", "5"));

        Assert.Equal((AnswerKind.Refused, Refusal.NotEnoughPoints), (refused[0].Kind, refused[0].Reason));
        Assert.Equal((AnswerKind.Repeated, Refusal.NotEnoughPoints), (answers[1].Kind, answers[1].Reason));
        AssertSame(refused[0], answers[1]);
        Assert.Equal(AnswerKind.Done, answers[2].Kind);
    }

    [Theory]
    [InlineData("m1", "m2")]
    [InlineData("m2", "m1")]
    [InlineData("m1", "m1")]
    public async Task A_refused_binding_is_known_again_whoever_got_a_number_in_between(string member, string referrer)
    {
        PoolCommand bind = new PoolCommand.BindReferrer("bind", Say.Second(1), member, referrer);
        await using var session = _folder.Open();
        session.Desk.DecidesInstead = (_, _, _) => Decision.Refuse(Refusal.ReferralTooDeep);
        var refused = await session.SubmitAsync(bind);
        session.Desk.DecidesInstead = null;

        foreach (var numbered in (int[])[1, 2])
        {
            await session.SubmitAsync(Say.Settle(numbered));
            var again = await session.SubmitAsync(bind);

            Assert.Equal(AnswerKind.Repeated, again.Kind);
            AssertSame(refused, again);
        }
    }

    [Fact]
    public async Task Within_one_batch_the_second_is_a_repetition_and_another_content_a_conflict()
    {
        var answers = await _folder.RunAsync(
            Say.Settle(1), Say.Settle(1), Say.Settle(1, amount: "999.00"), Say.Sell("s", "m9"), Say.Sell("s", "m9"));

        Assert.Equal(
            [AnswerKind.Done, AnswerKind.Repeated, AnswerKind.Conflict, AnswerKind.Refused, AnswerKind.Repeated],
            answers.Select(answer => answer.Kind));
        AssertSame(answers[0], answers[1]);
        AssertSame(answers[0], answers[2]);
        AssertSame(answers[3], answers[4]);
        Assert.Equal(3, _folder.End().Position);
    }

    [Fact]
    public async Task Another_content_is_a_conflict_and_journals_nothing()
    {
        await _folder.RunAsync(Say.SettleMany(1, 3));
        var (end, state) = (_folder.End(), _folder.StateHash());

        var answers = await _folder.RunAsync(
            Say.Settle(1, amount: "1000.01"), Say.Settle(1, member: "m2"), Say.Settle(2, member: "nobody-yet"),
            Say.Sell("c-3", "m3"), new PoolCommand.AdvanceClock("c-3", Say.Second(3)),
            new PoolCommand.AdvanceClock("c-1", Say.Day(99)));

        Assert.All(answers, answer => Assert.Equal(AnswerKind.Conflict, answer.Kind));
        Assert.Equal((end.Position, state), (_folder.End().Position, _folder.StateHash()));
        Assert.Equal(Convert.ToHexString(end.Hash.Span), Convert.ToHexString(_folder.End().Hash.Span));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_whole_life_sent_again_after_reopening_changes_nothing(bool checkpoint, bool cachesDeleted)
    {
        var life = Say.Life(seed: 5, count: 400);
        var first = new List<Answer>();
        foreach (var chunk in life.Chunk(90))
        {
            await using var session = _folder.Open(checkpoint ? PoolFolder.Snapshots : null);
            first.AddRange(await session.SubmitAsync(chunk));
        }

        var (end, state) = (_folder.End(), _folder.StateHash());
        Assert.Equal(checkpoint, File.Exists(_folder["snapshot"]));
        if (cachesDeleted)
        {
            _folder.DeleteCaches();
        }

        var again = await _folder.RunAsync(life);

        Assert.All(again, answer => Assert.Equal(AnswerKind.Repeated, answer.Kind));
        Assert.All(first.Zip(again), pair => AssertSame(pair.First, pair.Second));
        Assert.Equal((end.Position, state), (_folder.End().Position, _folder.StateHash()));
    }

    [Fact]
    public async Task An_order_id_is_taken_for_ever()
    {
        await using (var session = _folder.Open(PoolFolder.Snapshots))
        {
            await session.SubmitAsync([Say.Settle(1), Say.Place(2), Say.Settle(3), Say.Reverse("r", 3)]);
        }

        var answers = await _folder.RunAsync([.. Enumerable.Range(1, 3).Select(order => new PoolCommand.SettleOrder(
            $"again-{order}", Say.Second(9), $"o-{order}", "someone", "s9", Core.Money.FromYuan(5), null, []))]);

        Assert.All(answers, answer => Assert.Equal(Refusal.OrderExists, answer.Reason));
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertSame(in Answer first, in Answer again)
    {
        Assert.Equal(first.Reason, again.Reason);
        Assert.Equal(Bytes.Of(first.Record), Bytes.Of(again.Record));
    }
}
