namespace OpenSQT.Lmax.Host.Checking;

/// <summary>
/// What the account would carry if a number of orders were bought and nothing sold.
/// </summary>
/// <param name="Quantity">In base units, the present position included.</param>
/// <param name="Cost">In quote units.</param>
/// <param name="Margin">Cost over leverage.</param>
/// <param name="LiquidationPrice">Estimated; null = the balance covers a fall to nothing.</param>
public readonly record struct Exposure(decimal Quantity, decimal Cost, decimal Margin, decimal? LiquidationPrice)
{
    /// <summary>What the venue wants to see left of a position, as the engine's pre-flight assumes it.</summary>
    public const decimal MaintenanceRate = 0.01m;

    /// <summary>
    /// Liquidation is where balance + quantity × price − cost falls to the maintenance margin of the position.
    /// </summary>
    public static Exposure Of(decimal quantity, decimal cost, decimal leverage, decimal balance)
    {
        decimal missing = cost - balance;
        decimal? price = quantity > 0 && missing > 0 ? missing / (quantity * (1 - MaintenanceRate)) : null;
        return new Exposure(quantity, cost, cost / leverage, price);
    }
}
