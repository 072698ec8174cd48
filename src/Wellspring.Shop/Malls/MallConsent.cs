using Wellspring.Core;
using Wellspring.Core.Plans;
using Wellspring.Shop.Database;
using Wellspring.Shop.Members;
using Wellspring.Shop.Members.Disclosures;

namespace Wellspring.Shop.Malls;

/// <summary>What a member agrees to who binds a mall's account; taking it back ends the binding.</summary>
public static class MallConsent
{
    public const string Kind = "mall-link";

    private static readonly Disclosure Words = new(
        Kind,
        """
        绑定后,商城「{mall}」的账号 {user} 的订单会计入您的会员账户:
        1. 我们会读取该账号的订单号、商品编号、实付与退款金额及时间;不读取姓名和地址。
        2. 该账号此前还在等待的已付款订单也会计入;**退款会冲回相应积分**。
        3. 商城结账时可以询问并使用您的积分,每次由您在商城确认。
        4. 您可以随时解除绑定;解除后新的订单不再计入,已计入的订单仍随退款变动。
        """,
        """
        Once bound, orders of account {user} at mall «{mall}» count for your membership:
        1. We read the account's order and goods numbers, amounts paid and refunded, and times; no names or addresses.
        2. Paid orders of this account that were waiting count as well; **refunds take the points back**.
        3. The mall's checkout may ask for and use your points, each time when you confirm it there.
        4. You can unbind at any time: new orders stop counting, and those that counted still follow their refunds.
        """);

    public static DisclosureText Text(MallLink link) => Words.Fill(
        ("mall", new(link.Mall, link.Mall)), ("user", new(link.User, link.User)));

    internal static string Give(
        ShopTransaction transaction, MallLink link, string member, bool english, Plan plan, Instant at) =>
        Consents.Give(transaction, member, Kind, Text(link), shown: null, english, plan, at);
}
