@{
    RootModule           = 'module/InfluxDownsample.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '4c2b8c1e-6d0f-4f0a-9a55-0d7f0b1f7c3e'
    Author               = 'The InfluxDownsample authors'
    Copyright            = '(c) 2026 the InfluxDownsample authors. MIT licence.'
    Description          = 'Downsamples time series in InfluxDB 3: queries over Arrow Flight, writes line protocol, keeps tags, types and nanoseconds as the server has them.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('module/InfluxDownsample.Format.ps1xml')
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @('Sort-InfluxPoints')
    CmdletsToExport      = @(
        'Connect-InfluxDatabase'
        'ConvertTo-InfluxLineProtocol'
        'Disconnect-InfluxDatabase'
        'Export-InfluxChart'
        'Get-InfluxConnection'
        'Get-InfluxDatabase'
        'Get-InfluxDownsampleHistory'
        'Get-InfluxMeasurement'
        'Get-InfluxPoints'
        'Import-InfluxLineProtocol'
        'Invoke-InfluxDownsample'
        'Invoke-InfluxQuery'
        'New-InfluxDatabase'
        'New-InfluxDownsampleQuery'
        'Optimize-InfluxPoints'
        'Remove-InfluxDatabase'
        'Remove-InfluxMeasurement'
        'Remove-MeasurementColumn'
        'Set-InfluxDatabase'
        'Test-InfluxConnection'
        'Test-InfluxDownsample'
        'Test-InfluxDownsamplePlan'
        'Write-InfluxPoints'
    )
    PrivateData          = @{
        PSData = @{
            ProjectUri = 'https://www.powershellgallery.com/packages/InfluxDownsample'
            LicenseUri = 'https://licenses.nuget.org/MIT'
            Tags       = @('InfluxDB', 'InfluxDB3', 'downsampling', 'timeseries', 'ArrowFlight', 'InfluxQL', 'SQL')
        }
    }
}
