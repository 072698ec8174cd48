using Wellspring.Core;
using Wellspring.Core.Pools;

namespace Wellspring.Shop.Staff;

/// <summary>The acts of two people about plan versions, acknowledgements 书面确认 and held orders.</summary>
internal static class VersionActs
{
    /// <summary>
    /// The command with those who asked and let it happen: the two persons of an acknowledgement are these two. Null
    /// for a command of another kind.
    /// </summary>
    public static PoolCommand? WithPeople(PoolCommand command, string id, Instant at, string by, string approver) =>
        command switch
        {
            PoolCommand.PublishPlan publish => publish with
            {
                Id = id,
                At = at,
                By = by,
                Approver = approver,
                Acknowledgements =
                [
                    .. publish.Acknowledgements.Select(
                        given => given with { ActorId = by, SecondApproverId = approver }),
                ],
            },
            PoolCommand.Acknowledge acknowledge => acknowledge with
            {
                Id = id,
                At = at,
                Given = acknowledge.Given with { ActorId = by, SecondApproverId = approver },
            },
            PoolCommand.VoidAcknowledgement revoke => revoke with { Id = id, At = at, By = by },
            PoolCommand.ReleaseOrder release => release with { Id = id, At = at, By = by },
            _ => null,
        };
}

/// <summary>What those acts would do, in sentences.</summary>
internal static class VersionEffects
{
    public static IEnumerable<Bilingual> Of(PoolEvent happens)
    {
        switch (happens)
        {
            case PoolEvent.PlanPublished published:
                yield return new(
                    $"方案第 {published.Version} 版公示，{published.EffectiveAt} 起生效；已发积分保留原有权益。",
                    $"Version {published.Version} of the plan is published and takes effect at "
                    + $"{published.EffectiveAt}; points already issued keep their rights.");
                break;
            case PoolEvent.Acknowledged { Given: var given } acknowledged:
                yield return new(
                    $"{given.Code} 的书面确认登记，有效至 {given.ExpiresAt}；方案一改即失效。",
                    $"The acknowledgement of {given.Code} is in force until {given.ExpiresAt}; any change of the plan "
                    + "voids it.");
                if (acknowledged.After.Notices.Length is > 0 and var again)
                {
                    yield return new(
                        $"{again} 位会员的封顶通知重新开始。", $"The cap notices of {again} members begin anew.");
                }

                break;
            case PoolEvent.AcknowledgementVoided revoked:
                yield return new(
                    $"{revoked.Code} 的确认全部撤销；依据它的操作从此被拒绝。",
                    $"Every acknowledgement of {revoked.Code} is void; what rests on it is refused from now on.");
                break;
            case PoolEvent.OrderReleased released:
                yield return new(
                    $"订单 {released.Order} 审核通过，到期即结算。",
                    $"Order {released.Order} passes its review and settles when it is due.");
                break;
            default:
                break;
        }
    }
}
