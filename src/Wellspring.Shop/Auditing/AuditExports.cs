
namespace Wellspring.Shop.Auditing;

/// <summary>All exports of compliance 8, by number.</summary>
public static class AuditExports
{
    public static IReadOnlyList<AuditExport> All { get; } =
    [
        new(1, new("整本账本与哈希链", "Whole journal with its hash chain"), null)
        {
            Tables = [JournalExports.BatchTable, JournalExports.RecordTable],
        },
        new(2, new("方案版本、差异与生效日", "Plan versions, differences, dates"), null)
        {
            Tables = [PlanExports.VersionTable],
        },
        new(3, new("确认书与被拒绝的尝试", "Acknowledgements and refused attempts"), null)
        {
            Tables = [PlanExports.AcknowledgementTable, PlanExports.AttemptTable, PlanExports.RefusalTable],
        },
        new(4, new("积分池日报与银行核对", "Daily statement of the pool, bank attestations"), null)
        {
            Tables =
            [
                JournalExports.DayTable, FinanceExports.AttestationTable, FinanceExports.BookTable,
                FinanceExports.BalanceTable, JournalExports.StatementTable,
            ],
        },
        new(5, new("积分登记与每次发行", "Points register and every mint"), null)
        {
            Tables = [JournalExports.MintTable, JournalExports.VintageTable],
        },
        new(6, new("单笔订单全程", "One-order trace"), null)
        {
            Tables = [TradeExports.OrderStepTable, TradeExports.OrderRecordTable],
        },
        new(7, new("推荐关系图", "Referral graph"), null)
        {
            Tables = [PeopleExports.GraphTable, AgentExports.BindingTable, AgentExports.PromoterTable],
        },
        new(8, new("每人收支", "Per person: spent, received, net"), null) { Tables = [PeopleExports.PersonTable] },
        new(9, new("汇总真实数字", "Aggregate honesty figures"), null) { Tables = [PeopleExports.HonestyTable] },
        new(10, new("收款人所得与扣税", "Payee income and withholding"), null)
        {
            Tables =
            [
                TradeExports.IncomeTable, FinanceExports.TaxTable, FinanceExports.TaxPaymentTable,
                FinanceExports.TaxRuleTable, FinanceExports.ReportTable,
            ],
        },
        new(11, new("商户结算与分账", "Merchant settlement and split ids"), null)
        {
            Tables = [TradeExports.SettlementTable, TradeExports.SplitTable],
        },
        new(12, new("提现", "Cash-outs"), null)
        {
            Tables = [TradeExports.CashOutTable, FinanceExports.IdentityTable, FinanceExports.HoldTable],
        },
        new(13, new("区域代理", "Region agents"), null)
        {
            Tables = [AgentExports.AppointmentTable, AgentExports.AgencyTable, AgentExports.DutyTable],
        },
        new(14, new("历史债务转换", "Legacy conversion"), null)
        {
            Tables =
            [
                LegacyExports.ClaimTable, LegacyExports.AnswerTable, LegacyExports.ConsentTable,
                LegacyExports.GoodsTable, LegacyExports.BackingTable, LegacyExports.ReleaseTable,
                LegacyExports.ImportTable, LegacyExports.SignatureTable,
            ],
        },
        new(15, new("已发布文字、扫描结果与审核人", "Published texts, scan results, approvers"), null)
        {
            Tables = [TextExports.VersionTable],
        },
        new(16, new("披露回执", "Disclosure receipts"), null) { Tables = [OperatorExports.ReceiptTable] },
        new(17, new("投诉、退货与答复时间", "Complaints, returns, response times"), null)
        {
            Tables = [TradeExports.ComplaintTable, TradeExports.ReturnTable],
        },
        new(18, new("同意、影响评估、个人信息请求", "Consents, impact assessments, data requests"), null)
        {
            Tables =
            [
                OperatorExports.ConsentTable, FinanceExports.AssessmentTable, FinanceExports.RequestTable,
                FinanceExports.LeakTable,
            ],
        },
        new(19, new("管理操作、登录、角色", "Admin acts, logins, role changes"), null)
        {
            Tables = [OperatorExports.ActTable, OperatorExports.ApprovalTable, OperatorExports.StaffTable],
        },
        new(20, new("股东名册与分红", "Share register and dividends"), new(
            "本平台不登记股权;只有表头。", "This platform keeps no share register; header only."))
        {
            Tables =
            [
                AuditTable.Whole("20-share-register", "holder shares:number registeredAt:time document", _ => []),
                AgentExports.DividendTable,
            ],
        },
        new(21, new("暂停、冻结与解除", "Pauses, freezes and their lifting"), null)
        {
            Tables = [OperatorExports.PauseTable, FinanceExports.OrderTable, FinanceExports.PayeeHoldTable],
        },
        new(22, new("可疑内容与资金流记录", "Suspicious content and flow"), null)
        {
            Tables =
            [
                TextExports.SuspiciousTextTable, FinanceExports.FindingTable, FinanceExports.SuspicionTable,
            ],
        },
        new(23, new("程序、规则与配置的指纹", "Hashes of program, rules, configuration"), null)
        {
            Tables = [OperatorExports.BuildTable],
        },
    ];
}
