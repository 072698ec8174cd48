using System.Numerics;
using CsCheck;
using Wellspring.Core.Pools;
using Commands = Wellspring.Core.Tests.Model.Commands;

namespace Wellspring.Core.Tests.Pools;

/// <summary>
/// Pool-rules 16: what must hold whatever anybody does, in whatever order. Generators lean to the edges.
/// </summary>
public sealed class PoolProperties
{
    [Fact]
    public void Replaying_the_records_gives_the_same_state() => AfterEveryExample(desk =>
        Assert.Equal(desk.Pool.StateHash(), desk.Replayed().StateHash()));

    [Fact]
    public void A_snapshot_and_the_rest_give_the_same_state() => Commands.OnAnyPlan.Sample(
        example =>
        {
            var desk = new Desk(example.Plan.Settings);
            var half = example.Commands.Length / 2;
            Array.ForEach(example.Commands[..half], command => desk.Run(command));
            var restored = Pool.Restore(example.Plan, ImageOf(desk.Pool));
            Assert.Equal(desk.Pool.StateHash(), restored.StateHash());

            var from = desk.Journal.Count;
            Array.ForEach(example.Commands[half..], command => desk.Run(command));
            for (var position = from; position < desk.Journal.Count; position++)
            {
                restored.Apply(desk.Journal[position].Event, desk.Journal[position].At, position);
            }

            Assert.Equal(desk.Pool.StateHash(), restored.StateHash());
        },
        iter: 800, print: Commands.Print);

    [Fact]
    public void Both_sides_of_every_record_balance() => Commands.OnAnyPlan.Sample(
        example =>
        {
            var desk = new Desk(example.Plan.Settings);
            foreach (var command in example.Commands)
            {
                desk.Run(command);
                Assert.Equal((0, 0), (desk.Postings.MoneySum, desk.Postings.PointsSum));
                Assert.Equal(-desk.Pool.Backing.Pool.Units, desk.Postings[AccountKind.Pool]);
                Assert.Equal(-desk.Pool.Backing.Reserve.Units, desk.Postings[AccountKind.Reserve]);
                Assert.Empty(desk.Postings.Overdrawn);
            }
        },
        iter: 800, print: Commands.Print);

    [Fact]
    public void Deciding_changes_nothing_and_a_refusal_leaves_the_state_byte_identical() => Commands.OnAnyPlan.Sample(
        example =>
        {
            var desk = new Desk(example.Plan.Settings);
            var before = desk.Pool.StateHash();
            desk.Booked = happened =>
            {
                var after = desk.Pool.StateHash();
                Assert.True(happened is not PoolEvent.Refused || after == before, $"{happened} changed the state");
                before = after;
            };
            desk.Decided = () => Assert.Equal(before, desk.Pool.StateHash());
            Array.ForEach(example.Commands, command => desk.Run(command));
        },
        iter: 300, print: Commands.Print);

    [Fact]
    public void No_step_lowers_the_price_and_a_split_changes_no_value() => Commands.OnAnyPlan.Sample(
        example =>
        {
            var desk = new Desk(example.Plan.Settings);
            var before = Unscaled(desk.Pool.Backing);
            desk.Booked = _ =>
            {
                var now = Unscaled(desk.Pool.Backing);
                var fell = now.Money * before.Points < before.Money * now.Points;
                Assert.False(fell && !desk.Pool.IsClosed, "the price fell");
                before = now;
            };
            Array.ForEach(example.Commands, command => desk.Run(command));
        },
        iter: 1_500, print: Commands.Print);

    // The price as a fraction in the scale of the first day.
    private static (BigInteger Money, BigInteger Points) Unscaled(Backing backing) =>
        (backing.Price.Money.Units * BigInteger.Pow(10, backing.Scale), backing.Price.Points.Units);

    private static void AfterEveryExample(Action<Desk> check) => Commands.OnAnyPlan.Sample(
        example =>
        {
            var desk = new Desk(example.Plan.Settings);
            Array.ForEach(example.Commands, command => desk.Run(command));
            check(desk);
        },
        iter: 1_500, print: Commands.Print);

    private static byte[] ImageOf(Pool pool)
    {
        var writer = new WireWriter();
        pool.WriteImage(writer);
        return writer.Written.ToArray();
    }
}
