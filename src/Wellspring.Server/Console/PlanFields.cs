using Wellspring.Core;

namespace Wellspring.Server.Console;

/// <summary>All settings of a plan, in the order of its file, with their names for people.</summary>
internal static class PlanFields
{
    public static IReadOnlyList<PlanSection> All { get; } =
    [
        new(new("身份", "Identity"),
        [
            new("id", new("方案编号", "Plan id")),
            new("version", new("版本", "Version"), PlanInput.Number),
            new("name.zh", new("中文名称", "Chinese name")),
            new("name.en", new("英文名称", "English name")),
            new("operator", new("经营者", "Operator")),
            new("profile", new("档案", "Profile"), PlanInput.Choice, "CN", "sandbox"),
            new("timeZone", new("时区", "Time zone")),
        ]),
        new(new("积分池", "Pool"),
        [
            new("pool.startPrice", new("起始价(元)", "Start price (yuan)")),
            new("pool.float", new("底仓(元)", "Float (yuan)")),
            new("pool.splitAt", new("拆分价(元)", "Split at (yuan)")),
            new("pool.mintRatio", new("铸造比例", "Mint ratio")),
            new("pool.maxMintValuePerOrder", new("每单最多铸造(元)", "Most minted per order (yuan)")),
        ]),
        new(new("订单分配", "Split of an order"),
        [
            new("split.commission", new("默认佣金", "Commission by default")),
            new("split.platform", new("平台份额", "Platform share")),
            new("split.rewardBudget", new("奖励预算", "Reward budget")),
            new("split.unassignedRewards", new("没人得的奖励归", "Rewards nobody earns go to"), PlanInput.Choice,
                "pool", "platform"),
        ]),
        new(new("卖出", "Selling"),
        [
            new("selling.enabled", new("可以卖出", "Selling is on"), PlanInput.Flag),
            new("selling.retention", new("留在池内", "Stays in the pool")),
            new("selling.minSpendBeforeSale", new("首次卖出前消费(元)", "Spending before the first sale (yuan)")),
            new("selling.minHolding", new("最短持有", "Shortest holding")),
            new("selling.maxShareOfHoldingPerDay", new("每日最多卖出持有的", "Most of a holding per day")),
            new("selling.maxAmountPerDay", new("每日最多到账(元)", "Most paid per day (yuan)")),
        ]),
        new(new("兑换", "Redeeming"),
        [
            new("redeeming.enabled", new("可以兑换", "Redeeming is on"), PlanInput.Flag),
            new("redeeming.redeemRate", new("兑换比例", "Redeem rate")),
            new("redeeming.maxShareOfOrder", new("最多抵订单的", "Most of an order")),
            new("redeeming.minHolding", new("最短持有", "Shortest holding")),
            new("redeeming.minOrder", new("最小订单(元)", "Smallest order (yuan)")),
        ]),
        new(new("封顶", "Cap"),
        [
            new("cap.multiple", new("封顶倍数", "Cap multiple")),
            new("cap.mode", new("方式", "Mode"), PlanInput.Choice, "notify", "auto"),
            new("cap.noticePeriod", new("通知期", "Notice period")),
        ]),
        new(new("订单", "Orders"),
        [
            new("orders.returnWindow", new("退货期", "Return window")),
            new("orders.autoReceiveAfter", new("自动收货", "Counts as received after")),
            new("orders.acceptFinal", new("接受已完成订单(示例)", "Takes final orders (examples)"), PlanInput.Flag),
        ]),
        new(new("奖励", "Rewards"),
        [
            new("rewards.direct", new("直推", "Direct")),
            new("rewards.indirect", new("间推", "Indirect")),
            new("rewards.merchantDeveloper", new("招商", "Merchant developer")),
            new("rewards.regionAgents.district", new("区代", "District agent")),
            new("rewards.regionAgents.city", new("市代", "City agent")),
            new("rewards.regionAgents.province", new("省代", "Province agent")),
            new("rewards.levels", new("等级(JSON 列表)", "Levels (JSON list)"), PlanInput.Json),
            new("rewards.peer", new("平级", "Peer bonus")),
            new("rewards.binding.mode", new("绑定方式", "Binding"), PlanInput.Choice,
                "first-touch", "validity", "override"),
            new("rewards.binding.validity", new("绑定有效期", "Validity of a binding")),
            new("rewards.eligibility", new("谁可得奖励", "Who may earn"), PlanInput.Choice, "everyone", "appointed"),
            new("rewards.dividends", new("可以分红", "Dividends"), PlanInput.Flag),
        ]),
        new(new("提现", "Withdrawal"),
        [
            new("wallet.withdrawal.enabled", new("可以提现", "Withdrawing is on"), PlanInput.Flag),
            new("wallet.withdrawal.min", new("最少(元)", "Least (yuan)")),
            new("wallet.withdrawal.max", new("最多(元)", "Most (yuan)")),
            new("wallet.withdrawal.fee", new("手续费(元)", "Fee (yuan)")),
            new("wallet.withdrawal.dailyLimit", new("每日最多(元)", "Most per day (yuan)")),
            new("wallet.withdrawal.reviewAbove", new("超过此数要审核(元)", "Reviewed above (yuan)")),
        ]),
        new(new("历史债务（不填就没有）", "Old debts (none while empty)"),
        [
            new("legacy.coin.rate", new("一枚消费币抵(每元债权)", "A coin pays (per yuan of claim)")),
            new("legacy.coin.maxShareOfOrder", new("消费币最多付订单的", "Most of an order that coins pay")),
            new("legacy.coin.depositRate", new("运营方为积分存入", "The operator's deposit for points")),
            new("legacy.cap", new("释放积分的封顶(占债权)", "Exit limit of released points (of the claim)")),
            new("legacy.release.rule", new("释放规则", "Release rule"), PlanInput.Choice, "inflow", "equal", "price"),
            new("legacy.release.periods", new("等额期数", "Equal: periods"), PlanInput.Number),
            new("legacy.release.period", new("等额每期", "Equal: length of a period")),
            new("legacy.release.inflowShare", new("按流入：每元流入释放", "Inflow: share of others' inflow")),
            new("legacy.release.priceStep", new("按价格：每涨", "Price: a step")),
            new("legacy.release.stepShare", new("按价格：每步释放", "Price: released at a step")),
            new("legacy.release.dailyCap", new("每日最多释放(占锁定)", "Most a day (of all locked)")),
            new("legacy.release.creditorDailyCap", new("每人每日最多", "Most a day (of a creditor's own)")),
            new("legacy.release.order", new("先后顺序", "Order"), PlanInput.Choice, "age", "pro-rata"),
        ]),
    ];

    private static readonly Dictionary<string, PlanField> ByPath = All.SelectMany(section => section.Fields)
        .ToDictionary(field => field.Path, StringComparer.Ordinal);

    public static PlanField? Find(string path) => ByPath.GetValueOrDefault(path);

    public static Bilingual NameOf(string path) => Find(path)?.Name ?? new(path, path);
}
