using CsCheck;
using Wellspring.Core.Pools;
using Wellspring.Core.Tests.Legacy;
using Commands = Wellspring.Core.Tests.Model.Commands;

namespace Wellspring.Core.Tests.Pools;

/// <summary>What all members are owed, read off the state, is what the double entry and the totals say.</summary>
public sealed class HoldingProperties
{
    private static readonly AccountKind[] Payable =
    [
        AccountKind.WalletSales, AccountKind.WalletRewards, AccountKind.WalletCredit, AccountKind.WalletDividends,
        AccountKind.Withdrawals,
    ];

    [Fact]
    public void Holdings_add_up_to_the_books_after_every_command() => Commands.OnAnyPlan.Sample(
        example =>
        {
            var desk = new Desk(example.Plan.Settings);
            foreach (var command in example.Commands)
            {
                desk.Run(command);
                AssertAddsUp(desk);
            }
        },
        iter: 400, print: Commands.Print);

    [Fact]
    public void Locked_points_and_coins_of_old_debts_are_counted() => CoinWishes.OnAnyPlan.Sample(
        example =>
        {
            var desk = new Desk(example.Plan);
            foreach (var wish in example.Wishes)
            {
                CoinWishes.Try(desk, wish);
                AssertAddsUp(desk);
            }
        },
        iter: 300, print: CoinWishes.Print);

    private static void AssertAddsUp(Desk desk)
    {
        var (points, wallet, coins) = (0L, 0L, 0L);
        var number = 0L;
        foreach (var one in desk.Pool.Holdings())
        {
            Assert.Equal(++number, one.Member.Value);
            (points, wallet, coins) =
                (points + one.Points.Units, wallet + one.Wallet.Units, coins + one.Coins.Units);
            Assert.Equal(
                -Payable.Sum(kind => desk.Postings[kind, one.Member.Value]), one.Wallet.Units);
        }

        var backing = desk.Pool.Backing;
        Assert.Equal(
            (desk.Pool.MemberCount, backing.Circulating.Units - backing.Float.Units,
                desk.Pool.Legacy?.Coins.Units ?? 0),
            (number, points, coins));
    }
}
