using CsCheck;
using Wellspring.Core.Pools;
using Wellspring.Core.Tests.Legacy;
using Wellspring.Engine.Journals;
using Wellspring.Engine.PublicLog;
using Wellspring.Proof;
using Commands = Wellspring.Core.Tests.Model.Commands;

namespace Wellspring.Core.Tests.Pools;

/// <summary>
/// Whatever anybody does, an outsider who sees the public log alone adds up every figure, and sees no price fall.
/// </summary>
public sealed class PublicLogProperties
{
    [Fact]
    public void The_public_log_of_any_history_adds_up_for_somebody_who_sees_nothing_else() => Commands.OnAnyPlan.Sample(
        example =>
        {
            var desk = new Desk(example.Plan.Settings);
            Array.ForEach(example.Commands, command => desk.Run(command));
            AssertFollows(desk);
        },
        iter: 500, print: Commands.Print);

    [Fact]
    public void So_does_the_public_log_of_old_debts_and_coins() => CoinWishes.OnAnyPlan.Sample(
        example =>
        {
            var desk = new Desk(example.Plan);
            foreach (var wish in example.Wishes)
            {
                CoinWishes.Try(desk, wish);
            }

            AssertFollows(desk);
        },
        iter: 300, print: CoinWishes.Print);

    private static void AssertFollows(Desk desk)
    {
        var (pool, books) = (
            new Pool(desk.Pool.PlanVersions.First().Plan), new PublicBooks(PublicFigures.None));
        for (var position = 0; position < desk.Journal.Count; position++)
        {
            var (happened, at) = desk.Journal[position];
            pool.Apply(happened, at, position);
            var backing = pool.Backing;
            books.Follow(PublicRecord.Of(new JournalRecord(
                position, null, 0, at, 0, happened, backing.Pool, backing.Circulating, backing.Reserve, backing.Scale,
                Points.Zero, [])));
        }

        Assert.Equal(desk.Pool.Backing.Pool.Units, books.Figures.Pool);
        Assert.Equal(desk.Journal.Count, books.Figures.Next);
    }
}
