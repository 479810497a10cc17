-- gives 1|clear|null
insert into observations (station, humidity, also_seen) values ('EDDB', 50, '{}') returning id, sky, forecast;

-- 23514 observations_sky_check
insert into observations (station, humidity, sky, also_seen) values ('EDDB', 50, 'Clear', '{}');

-- 23514 observations_forecast_check
insert into observations (station, humidity, forecast, also_seen) values ('EDDB', 50, '', '{}');

-- 23514 observations_station_station_check
insert into observations (station, humidity, also_seen) values ('eddb', 50, '{}');

-- 23514 observations_alternative_station_check
insert into observations (station, alternative, humidity, also_seen) values ('EDDB', 'X', 50, '{}');

-- 23514 observations_humidity_percent_check
insert into observations (station, humidity, also_seen) values ('EDDB', 101, '{}');

-- 23514 observations_also_seen_elements_check
insert into observations (station, humidity, also_seen) values ('EDDB', 50, '{cloudy,NULL}');

-- 23514 observations_also_seen_elements_check
insert into observations (station, humidity, also_seen) values ('EDDB', 50, '{cloudy,rain}');

-- 23514 observations_also_seen_bounds_check
insert into observations (station, humidity, also_seen) values ('EDDB', 50, '{clear,clear,clear,clear}');

-- fine
insert into observations (station, humidity, sky, also_seen) values ('EDDB', 0, 'sky_not_visible', '{clear,cloudy}');

-- 428C9
insert into observations (id, station, humidity, also_seen) values (7, 'EDDB', 50, '{}');
