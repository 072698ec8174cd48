using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Shop.Merchants;
using Wellspring.Shop.Orders;
using Wellspring.Shop.Rewards;

namespace Wellspring.Server.Merchants;

/// <summary>The merchants a member may choose from, and invitations to more.</summary>
public sealed record ChooseModel(
    IReadOnlyList<(Merchant Merchant, MerchantRole Role)> Mine, IReadOnlyList<Invitation> Invitations);

/// <summary>An application as it was typed, with what has to be mended.</summary>
public sealed record ApplyModel(
    MerchantApplication Form, IReadOnlyList<CommissionClass> Classes, IReadOnlyList<FundingMode> Fundings,
    IReadOnlyList<Problem> Problems);

/// <summary>What a merchant sees first.</summary>
public sealed record TodayModel(
    MerchantDesk Desk, MerchantDay Day, DayFigures Figures, DepositStanding Deposit, Instant At);

/// <summary>The code that customers scan.</summary>
/// <param name="Picture">SVG; null where there is no store to pay at.</param>
public sealed record QrModel(
    MerchantDesk Desk, IReadOnlyList<Store> Stores, Store? Store, Money? Amount, string? Picture, string? Link,
    bool AmountIsWrong);

public sealed record GoodsListModel(MerchantDesk Desk, IReadOnlyList<Goods> Goods);

/// <param name="Id">Null for new goods.</param>
public sealed record GoodsEditModel(
    MerchantDesk Desk, string? Id, GoodsForm Form, IReadOnlyList<Problem> Problems);

public sealed record StoreListModel(MerchantDesk Desk, IReadOnlyList<Store> Stores);

/// <param name="Id">Null for a new store.</param>
/// <param name="Place">What was typed to find the region.</param>
/// <param name="Choices">Regions that what was typed may mean.</param>
public sealed record StoreEditModel(
    MerchantDesk Desk, string? Id, StoreForm Form, string Place, IReadOnlyList<Region> Choices,
    IReadOnlyList<Problem> Problems);

/// <param name="Amount">As typed, when it has to be mended; likewise the voucher.</param>
public sealed record DepositModel(
    MerchantDesk Desk, DepositStanding Standing, IReadOnlyList<TopUp> TopUps, IReadOnlyList<SettlementLine> Drawn,
    string Amount, string Voucher, IReadOnlyList<Problem> Problems);

/// <param name="Today">The day that is still running.</param>
/// <param name="More">Whether there are older days.</param>
public sealed record SettlementModel(
    MerchantDesk Desk, DateOnly Today, DayFigures Figures, IReadOnlyList<SettlementBatch> Batches, bool More);

/// <param name="Batch">Null while the day is running.</param>
public sealed record SettlementDayModel(
    MerchantDesk Desk, DateOnly Day, DayFigures Figures, SettlementBatch? Batch,
    IReadOnlyList<SettlementLine> Lines);

public sealed record PeopleModel(
    MerchantDesk Desk, IReadOnlyList<MerchantPerson> People, IReadOnlyList<Invitation> Invitations, string Address,
    Bilingual? Problem);

/// <param name="Rewards">What the customers earned the owner at other shops, each with its rule and state.</param>
public sealed record CustomersModel(
    MerchantDesk Desk, LockedCustomers Customers, Rate Direct, IReadOnlyList<EarnedReward> Rewards);

/// <param name="Next">Cursor of the following page; null on the last.</param>
/// <param name="Refunds">Filled where refunds are asked for instead of orders.</param>
public sealed record OrderListModel(
    MerchantDesk Desk, string Filter, IReadOnlyList<OrderCard> Orders, string? Next,
    IReadOnlyList<RefundCard> Refunds);

/// <param name="Buyer">Masked.</param>
/// <param name="JustVerified">Whether a code has just proved it.</param>
public sealed record OrderDeskModel(
    MerchantDesk Desk, OrderCard Order, IReadOnlyList<OrderItem> Items, IReadOnlyList<OrderStep> Story,
    IReadOnlyList<RefundCard> Refunds, string Buyer, Bilingual? Wrong, bool JustVerified);

public sealed record VerifyModel(MerchantDesk Desk, string Code, Bilingual? Wrong);
