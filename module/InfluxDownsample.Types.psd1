# Imported by InfluxDownsample.psm1 once the assembly is loaded. Not for direct use.
@{
    ModuleVersion     = '0.1.0'
    GUID              = '9f0a3c64-5be1-4f0e-8b0d-61c1d44a2f57'
    TypesToProcess    = @('InfluxDownsample.Types.ps1xml')
    CmdletsToExport   = @()
    FunctionsToExport = @()
    AliasesToExport   = @()
}
