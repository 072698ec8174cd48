using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Shop.Wallets;
using Wellspring.Storage;

namespace Wellspring.Server.Pages.Wallet;

public sealed record HomeModel(Holding Holding, Cohort? Cohort, IReadOnlyList<StatementRow> Lines, Plan Plan);

public sealed record StatementModel(Holding Holding, IReadOnlyList<StatementRow> Lines, int PageLines);

public sealed record WalletModel(Holding Holding, IReadOnlyList<Payout> Withdrawals, Plan Plan);

/// <param name="Wrong">What to mend, beside the field.</param>
public sealed record SellModel(Holding Holding, Plan Plan, SaleQuote? All, Bilingual? Wrong);

/// <param name="Minimum">What the sale must pay at least; the quote, so that nobody gets less than was shown.</param>
public sealed record SellConfirmModel(Holding Holding, Plan Plan, SaleQuote Quote, Money Minimum, string Payee);

public sealed record SoldModel(PoolEvent.PointsSold? Sold, Refusal Refusal, long Position, Instant At);

public sealed record WithdrawModel(Holding Holding, Plan Plan, string Channel, Bilingual? Wrong);

public sealed record WithdrawalModel(Payout Payout);
