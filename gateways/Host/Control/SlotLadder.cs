using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Host.Language;
using Spectre.Console;

namespace OpenSQT.Lmax.Host.Control;

/// <summary>The slots in use nearest to the price, the highest first: what each holds, and its order.</summary>
public static class SlotLadder
{
    private static readonly string[] Columns =
        ["view.slot", "view.buysAt", "view.sellsAt", "view.slotState", "view.held", "view.order"];

    /// <param name="status">Its slots.</param>
    /// <param name="rows">How many at most.</param>
    public static Table Of(RunStatus status, int rows)
    {
        var grid = new GridGeometry(status.Engine.AnchorTicks, status.Engine.IntervalTicks);
        long price = status.Engine.BidTicks;
        var table = new Table { Border = TableBorder.Rounded };
        foreach (string key in Columns) table.AddColumn(new TableColumn(new Text(Words.Of(key))).NoWrap());
        IEnumerable<SlotRow> nearest = status.Slots
            .OrderBy(slot => Math.Abs(grid.BuyPrice(slot.K) - price))
            .Take(rows)
            .OrderByDescending(slot => slot.K);
        foreach (SlotRow slot in nearest)
        {
            table.AddRow(
                new Text($"{slot.K}"), new Text(status.Price(grid.BuyPrice(slot.K))),
                new Text(status.Price(grid.SellPrice(slot.K))), new Text(Words.Of(slot.State), StyleOf(slot)),
                new Text(slot.PositionLots == 0 ? "" : status.Quantity(slot.PositionLots)),
                new Text(OrderOf(slot, status)));
        }

        return table;
    }

    private static Style StyleOf(in SlotRow slot) => slot.State switch
    {
        SlotState.BuyInDoubt or SlotState.SellInDoubt => Style.Parse("yellow"),
        SlotState.Free or SlotState.BuyPending or SlotState.BuyLive or SlotState.BuyCanceling => Style.Plain,
        _ => Style.Parse("green"),
    };

    private static string OrderOf(in SlotRow slot, RunStatus status)
    {
        if (slot.ClOrdId == 0) return "";
        string key = slot.OrderCumLots == 0 ? "view.orderOf" : "view.orderPartlyFilled";
        return Words.Of(
            key, status.Quantity(slot.OrderQtyLots), status.Price(slot.OrderPriceTicks),
            status.Quantity(slot.OrderCumLots));
    }
}
