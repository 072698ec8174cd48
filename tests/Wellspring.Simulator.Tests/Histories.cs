using Wellspring.Core.Plans;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Engine.Journals;
using Wellspring.Simulator.Calibration;

namespace Wellspring.Simulator.Tests;

/// <summary>Journals whose truth is known: a scenario's commands, given to the engine.</summary>
internal static class Histories
{
    public static List<Happening> Of(Scenario scenario, PlanDraft? draft = null)
    {
        var sent = new List<PoolCommand>();
        SimulatorRun.ByCommands(scenario, sent: sent.Add);
        var window = draft?.Orders.ReturnWindow;
        return Of(draft is null ? scenario.Plan : Worlds.Approve(draft), sent.SelectMany(command =>
            command is PoolCommand.SettleOrder order && window is not null
                ? new PoolCommand[]
                {
                    new PoolCommand.PlaceOrder(
                        order.Id, order.At, order.Order, order.Member, order.Merchant, order.Amount, null, []),
                    new PoolCommand.DeliverOrder(order.Id + "-d", order.At, order.Order),
                }
                : [command]));
    }

    public static List<Happening> Of(Plan plan, IEnumerable<PoolCommand> commands)
    {
        var folder = Directory.CreateTempSubdirectory("wellspring-history-").FullName;
        try
        {
            var journal = new MemoryJournal();
            using (var desk = PoolDesk.Open(journal, folder, plan))
            {
                foreach (var command in commands)
                {
                    desk.Handle(command);
                }

                desk.Write(desk.TakeBatch()!);
            }

            return
            [
                .. Replay.Records(journal, 0, journal.End())
                    .Select(record => new Happening(record.Event, record.At, record.Position)),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
