namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>Stored; append only.</summary>
public enum AccountSettingKind : byte
{
    None = 0,

    /// <summary>1 = hedge mode, 0 = one-way.</summary>
    HedgeMode = 1,

    /// <summary>Whole number.</summary>
    Leverage = 2,

    /// <summary>Rate in 1e-8; negative = rebate.</summary>
    MakerFee = 3,

    /// <summary>Rate in 1e-8.</summary>
    TakerFee = 4,

    /// <summary>Venue clock minus ours, ns.</summary>
    ClockOffset = 5,

    /// <summary>1 = the venue does not let this account or key trade; missing = not said.</summary>
    TradingForbidden = 6,
}
